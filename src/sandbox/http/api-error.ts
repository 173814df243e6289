/** An error answer of the API: thrown by the checks and operations, sent as `{ error, errorCode }`. */
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

/** A 422 that names the field and what would be right; never the value that was sent, which may be personal data. */
export function invalidField(field: string, requirement: string): ApiError {
  return new ApiError(422, "validation_failed", `${field} ${requirement}`);
}

/** A 404 for a resource that does not exist. */
export function notFound(resource: string): ApiError {
  return new ApiError(404, "not_found", `No ${resource} has this id.`);
}
