export interface paths {
    "/bulk/debt_accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bulk Import Debt Accounts
         * @description Imports multiple debt accounts in a single request.
         */
        post: operations["bulkImportDebtAccounts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/charges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Charges
         * @description Returns a paginated list of charges.
         */
        get: operations["listCharges"];
        put?: never;
        /**
         * Create Charge
         * @description Creates a new charge against a payment method or debt account.
         */
        post: operations["createCharge"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/charges/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Charge
         * @description Returns a single charge by ID.
         */
        get: operations["getCharge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customer_sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create Customer Session
         * @description Creates a secure customer session and returns a magic link for instant portal access without login credentials.
         */
        post: operations["createCustomerSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Customers
         * @description Returns a paginated list of customers in the organization.
         */
        get: operations["listCustomers"];
        put?: never;
        /**
         * Create Customer
         * @description Creates a new customer record.
         */
        post: operations["createCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Customer
         * @description Returns a single customer by ID.
         */
        get: operations["getCustomer"];
        /**
         * Update Customer
         * @description Updates an existing customer record.
         */
        put: operations["updateCustomer"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/debt_accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Debt Accounts
         * @description Returns a paginated list of debt accounts.
         */
        get: operations["listDebtAccounts"];
        put?: never;
        /**
         * Create Debt Account
         * @description Creates a new debt account for a customer.
         */
        post: operations["createDebtAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/debt_accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Debt Account
         * @description Returns a single debt account by ID.
         */
        get: operations["getDebtAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payment_methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Payment Methods
         * @description Returns a list of stored payment methods.
         */
        get: operations["listPaymentMethods"];
        put?: never;
        /**
         * Create Payment Method
         * @description Creates a standalone payment method that can be used for future charges. Supports card and bank account payment types.
         */
        post: operations["createPaymentMethod"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payment_methods/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Payment Method
         * @description Returns a single payment method by ID.
         */
        get: operations["getPaymentMethod"];
        put?: never;
        post?: never;
        /**
         * Delete Payment Method
         * @description Deletes a stored payment method.
         */
        delete: operations["deletePaymentMethod"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payment_plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Payment Plans
         * @description Returns a paginated list of payment plans.
         */
        get: operations["listPaymentPlans"];
        put?: never;
        /**
         * Create Payment Plan
         * @description Creates a new payment plan for a debt account.
         */
        post: operations["createPaymentPlan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payment_plans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Payment Plan
         * @description Returns a single payment plan by ID.
         */
        get: operations["getPaymentPlan"];
        /**
         * Update Payment Plan
         * @description Updates an existing payment plan.
         */
        put: operations["updatePaymentPlan"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/payment-plans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Payment Plan (documented path)
         * @description Returns one payment plan with its rules and its schedule of charges.
         */
        get: operations["getPaymentPlanById"];
        /**
         * Update Payment Plan (documented path)
         * @description Replaces the terms of a plan. Allowed only while none of its charges is scheduled and its rule `unscheduled_payment_plan_editable` is true.
         */
        put: operations["updatePaymentPlanById"];
        post?: never;
        /**
         * Delete Payment Plan
         * @description Removes a payment plan. The answer is not wrapped in `data`.
         */
        delete: operations["deletePaymentPlanById"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tickets
         * @description Returns a paginated list of support tickets.
         */
        get: operations["listTickets"];
        put?: never;
        /**
         * Create Ticket
         * @description Creates a new support ticket.
         */
        post: operations["createTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Transactions
         * @description Returns a paginated list of payment transactions.
         */
        get: operations["listTransactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/transactions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Transaction
         * @description Returns a single transaction by ID.
         */
        get: operations["getTransaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Webhooks
         * @description Returns all configured webhooks for the organization.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Create Webhook
         * @description Creates a new webhook endpoint for event notifications.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Webhook
         * @description Deletes a webhook configuration.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        BulkDebtAccountRequest: {
            debt_accounts: components["schemas"]["DebtAccountRequest"][];
        };
        BulkOperationResponse: {
            data?: {
                failed?: number;
                id?: string;
                processed?: number;
                /** @enum {string} */
                status?: "pending" | "processing" | "completed" | "failed";
                total?: number;
            };
        };
        Charge: {
            /** Format: float */
            amount?: number;
            /** Format: date-time */
            created_at?: string;
            debt_account_id?: string;
            id?: string;
            payment_method_id?: string;
            /** @enum {string} */
            status?: "pending" | "completed" | "failed" | "refunded";
        };
        ChargeListResponse: {
            data?: components["schemas"]["Charge"][];
            links?: components["schemas"]["PaginationLinks"];
            meta?: components["schemas"]["PaginationMeta"];
        };
        ChargeRequest: {
            /** Format: float */
            amount: number;
            debt_account_id?: string;
            description?: string;
            payment_method_id?: string;
        };
        ChargeResponse: {
            data?: components["schemas"]["Charge"];
        };
        Customer: {
            /** Format: date-time */
            created_at?: string;
            /** Format: email */
            email?: string;
            first_name?: string;
            id?: string;
            last_name?: string;
            phone?: string;
            /** Format: date-time */
            updated_at?: string;
        };
        CustomerListResponse: {
            data?: components["schemas"]["Customer"][];
            links?: components["schemas"]["PaginationLinks"];
            meta?: components["schemas"]["PaginationMeta"];
        };
        CustomerRequest: {
            /** Format: email */
            email?: string;
            first_name: string;
            last_name: string;
            phone?: string;
        };
        CustomerResponse: {
            data?: components["schemas"]["Customer"];
        };
        CustomerSessionRequest: {
            customer_id: string;
            /** @description Session expiry in seconds */
            expires_in?: number;
            /** Format: uri */
            redirect_url?: string;
        };
        CustomerSessionResponse: {
            data?: {
                /** Format: date-time */
                expires_at?: string;
                id?: string;
                /** Format: uri */
                magic_link?: string;
            };
        };
        DebtAccount: {
            account_number?: string;
            /** Format: date-time */
            created_at?: string;
            /** Format: float */
            current_balance?: number;
            customer_id?: string;
            id?: string;
            /** Format: float */
            original_balance?: number;
            payment_plan?: components["schemas"]["PaymentPlan"];
            /** @enum {string} */
            status?: "active" | "resolved" | "closed";
        };
        DebtAccountListResponse: {
            data?: components["schemas"]["DebtAccount"][];
            links?: components["schemas"]["PaginationLinks"];
            meta?: components["schemas"]["PaginationMeta"];
        };
        DebtAccountRequest: {
            account_number?: string;
            customer_id: string;
            description?: string;
            /** Format: float */
            original_balance: number;
            payment_plan?: components["schemas"]["PaymentPlanTerms"];
        };
        DebtAccountResponse: {
            data?: components["schemas"]["DebtAccount"];
        };
        ErrorResponse: {
            /** @description Error message */
            error?: string;
            /** @description Optional error code */
            errorCode?: string;
        };
        PaginationLinks: {
            first?: string;
            last?: string;
            next?: string | null;
            prev?: string | null;
        };
        PaginationMeta: {
            current_page?: number;
            per_page?: number;
            total?: number;
            total_pages?: number;
        };
        PaymentMethod: {
            brand?: string;
            /** Format: date-time */
            created_at?: string;
            expiry_month?: number;
            expiry_year?: number;
            id?: string;
            last_four?: string;
            /** @enum {string} */
            type?: "card" | "bank_account";
        };
        PaymentMethodListResponse: {
            data?: components["schemas"]["PaymentMethod"][];
            meta?: components["schemas"]["PaginationMeta"];
        };
        PaymentMethodRequest: {
            customer_id?: string;
            /** @description Tokenized payment data from payment processor */
            token: string;
            /** @enum {string} */
            type: "card" | "bank_account";
        };
        PaymentMethodResponse: {
            data?: components["schemas"]["PaymentMethod"];
        };
        PaymentPlan: {
            /** @description Amount of each payment. */
            amount?: number;
            charges?: components["schemas"]["PaymentPlanCharge"][];
            /** Format: date-time */
            created_at?: string;
            debt_account_id?: string;
            /** @enum {string} */
            frequency?: "weekly" | "biweekly" | "monthly" | "every_other_week" | "last_of_month";
            id?: string;
            /** Format: float */
            installment_amount?: number;
            /** Format: date */
            next_payment_date?: string;
            payment_source?: string;
            rules?: components["schemas"]["PaymentPlanRules"];
            /** Format: date */
            start_date?: string;
            /** @enum {string} */
            status?: "active" | "paused" | "completed" | "cancelled";
            /** Format: float */
            total_amount?: number;
        };
        PaymentPlanCharge: {
            amount?: number;
            /**
             * Format: date-time
             * @description When the charge is due.
             */
            charge_date?: string;
            /**
             * Format: date-time
             * @description When the charge succeeded; null until then.
             */
            charged_at?: string | null;
            /** @description True once the customer has agreed to the plan. */
            scheduled?: boolean;
        };
        PaymentPlanDeleteResponse: {
            success: boolean;
        };
        PaymentPlanListResponse: {
            data?: components["schemas"]["PaymentPlan"][];
            links?: components["schemas"]["PaginationLinks"];
            meta?: components["schemas"]["PaginationMeta"];
        };
        PaymentPlanRequest: {
            debt_account_id: string;
            /** @enum {string} */
            frequency: "weekly" | "biweekly" | "monthly" | "every_other_week" | "last_of_month";
            /** Format: float */
            installment_amount: number;
            payment_method_id?: string;
            /** Format: date */
            start_date?: string;
            /** Format: float */
            total_amount: number;
        };
        PaymentPlanResponse: {
            data?: components["schemas"]["PaymentPlan"];
        };
        PaymentPlanRules: {
            /**
             * @description Latest start of a plan, in days after enrolment.
             * @default 31
             */
            payment_plan_max_days_until_start_date?: number;
            /** @description Whether a plan without scheduled charges may be updated. */
            unscheduled_payment_plan_editable?: boolean;
        };
        /** @description When and how much a customer pays. */
        PaymentPlanTerms: {
            /** @description Amount of each payment, in the unit of the account's other amounts. */
            amount: number;
            /**
             * @description How often a payment is due.
             * @enum {string}
             */
            frequency: "weekly" | "every_other_week" | "monthly" | "last_of_month";
            /**
             * Format: date
             * @description Calendar date of the first payment, from one day after enrolment up to `payment_plan_max_days_until_start_date` days after it.
             */
            start_date: string;
        };
        Ticket: {
            /** Format: date-time */
            created_at?: string;
            description?: string;
            id?: string;
            /** @enum {string} */
            status?: "open" | "in_progress" | "resolved" | "closed";
            subject?: string;
        };
        TicketListResponse: {
            data?: components["schemas"]["Ticket"][];
            links?: components["schemas"]["PaginationLinks"];
            meta?: components["schemas"]["PaginationMeta"];
        };
        TicketRequest: {
            customer_id?: string;
            debt_account_id?: string;
            description: string;
            subject: string;
        };
        TicketResponse: {
            data?: components["schemas"]["Ticket"];
        };
        Transaction: {
            /** Format: float */
            amount?: number;
            charge_id?: string;
            /** Format: date-time */
            created_at?: string;
            id?: string;
            payment_plan_id?: string;
            payment_source?: string;
            /** @enum {string} */
            status?: "pending" | "completed" | "failed";
            /** @enum {string} */
            type?: "payment" | "refund" | "reversal";
        };
        TransactionListResponse: {
            data?: components["schemas"]["Transaction"][];
            links?: components["schemas"]["PaginationLinks"];
            meta?: components["schemas"]["PaginationMeta"];
        };
        TransactionResponse: {
            data?: components["schemas"]["Transaction"];
        };
        Webhook: {
            active?: boolean;
            /** Format: date-time */
            created_at?: string;
            events?: string[];
            id?: string;
            /** Format: uri */
            url?: string;
        };
        WebhookListResponse: {
            data?: components["schemas"]["Webhook"][];
        };
        WebhookRequest: {
            events: ("payment_plan.created" | "payment_plan.updated" | "payment_plan.completed" | "payment_plan.cancelled" | "charge.completed" | "charge.failed" | "transaction.completed")[];
            /** Format: uri */
            url: string;
        };
        WebhookResponse: {
            data?: components["schemas"]["Webhook"];
        };
    };
    responses: {
        /** @description Bad request - valid data but request failed */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Resource not found */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Unauthorized - invalid or missing bearer token */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Unprocessable entity - missing parameters or invalid data */
        UnprocessableEntity: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
    };
    parameters: {
        /** @description Resource unique identifier */
        IdParam: string;
        /** @description Comma-delimited list of related resources to include in response (e.g., customers,payment_methods) */
        IncludeParam: string;
        /** @description Number of records per page (1-500) */
        LimitParam: number;
        /** @description Page number for pagination */
        PageParam: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    bulkImportDebtAccounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkDebtAccountRequest"];
            };
        };
        responses: {
            /** @description Bulk import initiated successfully */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkOperationResponse"];
                };
            };
            422: components["responses"]["UnprocessableEntity"];
        };
    };
    listCharges: {
        parameters: {
            query?: {
                /** @description Comma-delimited list of related resources to include in response (e.g., customers,payment_methods) */
                include?: components["parameters"]["IncludeParam"];
                /** @description Number of records per page (1-500) */
                limit?: components["parameters"]["LimitParam"];
                /** @description Page number for pagination */
                page?: components["parameters"]["PageParam"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response with charge list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChargeListResponse"];
                };
            };
        };
    };
    createCharge: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChargeRequest"];
            };
        };
        responses: {
            /** @description Charge created successfully */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChargeResponse"];
                };
            };
            422: components["responses"]["UnprocessableEntity"];
        };
    };
    getCharge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChargeResponse"];
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    createCustomerSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerSessionRequest"];
            };
        };
        responses: {
            /** @description Customer session created successfully */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerSessionResponse"];
                };
            };
            422: components["responses"]["UnprocessableEntity"];
        };
    };
    listCustomers: {
        parameters: {
            query?: {
                /** @description Comma-delimited list of related resources to include in response (e.g., customers,payment_methods) */
                include?: components["parameters"]["IncludeParam"];
                /** @description Number of records per page (1-500) */
                limit?: components["parameters"]["LimitParam"];
                /** @description Page number for pagination */
                page?: components["parameters"]["PageParam"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response with customer list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerListResponse"];
                };
            };
            401: components["responses"]["Unauthorized"];
        };
    };
    createCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerRequest"];
            };
        };
        responses: {
            /** @description Customer created successfully */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            422: components["responses"]["UnprocessableEntity"];
        };
    };
    getCustomer: {
        parameters: {
            query?: {
                /** @description Comma-delimited list of related resources to include in response (e.g., customers,payment_methods) */
                include?: components["parameters"]["IncludeParam"];
            };
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerResponse"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    updateCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerRequest"];
            };
        };
        responses: {
            /** @description Customer updated successfully */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerResponse"];
                };
            };
            422: components["responses"]["UnprocessableEntity"];
        };
    };
    listDebtAccounts: {
        parameters: {
            query?: {
                /** @description Comma-delimited list of related resources to include in response (e.g., customers,payment_methods) */
                include?: components["parameters"]["IncludeParam"];
                /** @description Number of records per page (1-500) */
                limit?: components["parameters"]["LimitParam"];
                /** @description Page number for pagination */
                page?: components["parameters"]["PageParam"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response with debt account list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DebtAccountListResponse"];
                };
            };
            401: components["responses"]["Unauthorized"];
        };
    };
    createDebtAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DebtAccountRequest"];
            };
        };
        responses: {
            /** @description Debt account created successfully */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DebtAccountResponse"];
                };
            };
            422: components["responses"]["UnprocessableEntity"];
        };
    };
    getDebtAccount: {
        parameters: {
            query?: {
                /** @description Comma-delimited list of related resources to include in response (e.g., customers,payment_methods) */
                include?: components["parameters"]["IncludeParam"];
            };
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DebtAccountResponse"];
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    listPaymentMethods: {
        parameters: {
            query?: {
                /** @description Number of records per page (1-500) */
                limit?: components["parameters"]["LimitParam"];
                /** @description Page number for pagination */
                page?: components["parameters"]["PageParam"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response with payment method list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentMethodListResponse"];
                };
            };
        };
    };
    createPaymentMethod: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PaymentMethodRequest"];
            };
        };
        responses: {
            /** @description Payment method created successfully */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentMethodResponse"];
                };
            };
            422: components["responses"]["UnprocessableEntity"];
        };
    };
    getPaymentMethod: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentMethodResponse"];
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    deletePaymentMethod: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Payment method deleted successfully */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["NotFound"];
        };
    };
    listPaymentPlans: {
        parameters: {
            query?: {
                /** @description Comma-delimited list of related resources to include in response (e.g., customers,payment_methods) */
                include?: components["parameters"]["IncludeParam"];
                /** @description Number of records per page (1-500) */
                limit?: components["parameters"]["LimitParam"];
                /** @description Page number for pagination */
                page?: components["parameters"]["PageParam"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response with payment plan list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentPlanListResponse"];
                };
            };
        };
    };
    createPaymentPlan: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PaymentPlanRequest"];
            };
        };
        responses: {
            /** @description Payment plan created successfully */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentPlanResponse"];
                };
            };
            422: components["responses"]["UnprocessableEntity"];
        };
    };
    getPaymentPlan: {
        parameters: {
            query?: {
                /** @description Comma-delimited list of related resources to include in response (e.g., customers,payment_methods) */
                include?: components["parameters"]["IncludeParam"];
            };
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentPlanResponse"];
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    updatePaymentPlan: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PaymentPlanRequest"];
            };
        };
        responses: {
            /** @description Payment plan updated successfully */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentPlanResponse"];
                };
            };
        };
    };
    getPaymentPlanById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The payment plan */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentPlanResponse"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    updatePaymentPlanById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PaymentPlanTerms"];
                "application/x-www-form-urlencoded": components["schemas"]["PaymentPlanTerms"];
            };
        };
        responses: {
            /** @description The payment plan with its new terms */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentPlanResponse"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["UnprocessableEntity"];
        };
    };
    deletePaymentPlanById: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Whether the plan was deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaymentPlanDeleteResponse"];
                };
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
        };
    };
    listTickets: {
        parameters: {
            query?: {
                /** @description Number of records per page (1-500) */
                limit?: components["parameters"]["LimitParam"];
                /** @description Page number for pagination */
                page?: components["parameters"]["PageParam"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response with ticket list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketListResponse"];
                };
            };
        };
    };
    createTicket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketRequest"];
            };
        };
        responses: {
            /** @description Ticket created successfully */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketResponse"];
                };
            };
        };
    };
    listTransactions: {
        parameters: {
            query?: {
                /** @description Filter transactions to this date */
                end_date?: string;
                /** @description Comma-delimited list of related resources to include in response (e.g., customers,payment_methods) */
                include?: components["parameters"]["IncludeParam"];
                /** @description Number of records per page (1-500) */
                limit?: components["parameters"]["LimitParam"];
                /** @description Page number for pagination */
                page?: components["parameters"]["PageParam"];
                /** @description Filter transactions from this date */
                start_date?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response with transaction list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransactionListResponse"];
                };
            };
        };
    };
    getTransaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransactionResponse"];
                };
            };
            404: components["responses"]["NotFound"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful response with webhook list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookListResponse"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookRequest"];
            };
        };
        responses: {
            /** @description Webhook created successfully */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookResponse"];
                };
            };
            422: components["responses"]["UnprocessableEntity"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Resource unique identifier */
                id: components["parameters"]["IdParam"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Webhook deleted successfully */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["NotFound"];
        };
    };
}
