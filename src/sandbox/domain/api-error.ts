/** A refused request: thrown by checks and handlers, sent as `{ error, errorCode }`. */
export class ApiError extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, errorCode: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.errorCode = errorCode;
    this.headers = headers;
  }
}

/** A 422 that names the field and what it must be, never its value, which may be personal data. */
export function invalidField(field: string, requirement: string): ApiError {
  return new ApiError(422, "validation_failed", `${field} ${requirement}`);
}
