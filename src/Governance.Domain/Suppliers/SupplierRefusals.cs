namespace Governance.Domain.Suppliers;

/// <summary>Refusals about suppliers.</summary>
public static class SupplierRefusals
{
    /// <summary>No such supplier.</summary>
    public static Refusal NotFound { get; } = new("supplier.not-found", $"There is no supplier with this ID.", RefusalKind.NotFound);

    /// <summary>No such record.</summary>
    public static Refusal RecordNotFound { get; } =
        new("supplier.record-not-found", $"There is no supplier record with this ID.", RefusalKind.NotFound);

    /// <summary>Nothing supplied.</summary>
    public static Refusal SuppliesMissing { get; } =
        Refusal.Field("supplier.supplies-missing", "supplies", $"Choose at least one of {string.Join(", ", WireName.All<SupplyKind>())}.");

    /// <summary>A contract that ends before it begins.</summary>
    public static Refusal ContractNotValid { get; } =
        Refusal.Field("supplier.contract-not-valid", "contractUntil", $"The contract cannot end before it begins.");

    /// <summary>A period of notice that cannot be.</summary>
    public static Refusal NoticeNotValid { get; } =
        Refusal.Field(
            "supplier.notice-not-valid",
            "noticeDays",
            $"Give the notice period in days, at most {Supplier.MaxNoticeDays}, together with the end of the contract."
        );

    /// <summary>Critical for nothing.</summary>
    public static Refusal FunctionMissing { get; } =
        Refusal.Field("supplier.function-missing", "function", $"Name the critical or important function that depends on the supplier.");

    /// <summary>A test of no plan, or in the future.</summary>
    public static Refusal ExitTestNotValid { get; } =
        Refusal.Field("supplier.exit-test-not-valid", "exitTestedOn", $"A test needs an exit plan and cannot be in the future.");

    /// <summary>An end in the future.</summary>
    public static Refusal EndNotValid { get; } =
        Refusal.Field("supplier.end-not-valid", "endedOn", $"Give the day the relationship ended. It cannot be in the future.");

    /// <summary>A day that cannot be.</summary>
    public static Refusal DayNotValid { get; } =
        Refusal.Field("supplier.day-not-valid", "on", $"Give the day. It cannot be in the future or before 1990.");

    /// <summary>A due day that cannot be.</summary>
    public static Refusal DueNotValid { get; } =
        Refusal.Field(
            "supplier.due-not-valid",
            "dueOn",
            $"Give a due date that is not before the day of the record and at most {SupplierRecordFacts.MaxYears} years after it. "
                + $"An incident has no due date, so leave it out."
        );

    /// <summary>A due diligence without a result, or a result of something else.</summary>
    public static Refusal ResultNotValid { get; } =
        Refusal.Field(
            "supplier.result-not-valid",
            "result",
            $"Due diligence must have a result ({string.Join(", ", WireName.All<DiligenceResult>())}), and no other record can have one."
        );

    /// <summary>No one examined it.</summary>
    public static Refusal ExaminerMissing { get; } = Refusal.Field("supplier.examiner-missing", "by", $"Say who examined the supplier.");

    /// <summary>Conditions that no one wrote.</summary>
    public static Refusal ConditionsMissing { get; } =
        Refusal.Field("supplier.conditions-missing", "note", $"Write the conditions under which the supplier may be used.");

    /// <summary>An incident that is none.</summary>
    public static Refusal IncidentUnknown { get; } =
        Refusal.Field(
            "supplier.incident-unknown",
            "incident",
            $"Name one of your own incidents, such as INC-0003. Only a record of an incident can refer to one."
        );

    /// <summary>They confirm what they recorded.</summary>
    public static Refusal ConfirmsOwnRecord { get; } =
        new("supplier.confirms-own-record", $"You recorded this due diligence. Someone else has to confirm it.", RefusalKind.Forbidden);

    /// <summary>An answer that cannot be.</summary>
    public static Refusal AnswerNotValid { get; } =
        Refusal.Field("supplier.answer-not-valid", "on", $"The answer cannot be before the request or in the future.");

    /// <summary>A document that cannot be found or compared.</summary>
    public static Refusal DocumentNotValid { get; } =
        Refusal.Field(
            "supplier.document-not-valid",
            "reference",
            $"Say in at most {SupplierRecord.MaxReference} characters where the answer is. Its SHA-256 must have 64 lower-case "
                + $"hexadecimal digits."
        );

    /// <summary>No reason, or one too long.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("supplier.reason-missing", "reason", $"Give the reason, in at most 8,000 characters.");

    /// <summary>A filter that is none.</summary>
    public static Refusal FilterNotValid(string field, string allowed) =>
        Refusal.Field("supplier.filter-not-valid", field, $"This must be one of {allowed}.");

    /// <summary>A name that another supplier has.</summary>
    public static Refusal NameTaken(SupplierId id) =>
        new(
            "supplier.name-taken",
            $"{id} already has this name or one of the other names. Edit that supplier instead.",
            RefusalKind.Conflict
        );

    /// <summary>A record that was decided.</summary>
    public static Refusal NotWaiting(SupplierRecordId id) =>
        new(
            "supplier.not-waiting",
            $"The current state of {id} does not allow this. Reload the record and check its state.",
            RefusalKind.Conflict
        );

    /// <summary>What gates read is said by a person.</summary>
    /// <param name="policy">The policy with the rule.</param>
    public static Refusal ReadByGates(string policy) =>
        new(
            "supplier.read-by-gates",
            $"The policy {policy} examines suppliers, and this would let it find less. It takes a person who is signed in, not an API key.",
            RefusalKind.Forbidden
        );
}
