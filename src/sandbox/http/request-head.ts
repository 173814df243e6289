/** A request without its body. By HTTP it is no `Request`: making one takes longer than responding to it. */
export type RequestHead = Pick<Request, "method" | "url" | "headers">;
