namespace Governance.Domain.Suppliers;

/// <summary>What a caller says about a supplier.</summary>
/// <param name="Name">Name people read; unique.</param>
public sealed record SupplierFacts(string Name)
{
    /// <summary>Other names by which parts of systems and manifests of agents call it.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>What it supplies.</summary>
    public IReadOnlyList<SupplyKind> Supplies { get; init; } = [];

    /// <summary>Whom to ask there.</summary>
    public string? Contact { get; init; }

    /// <summary>Reference of the contract.</summary>
    public string? Contract { get; init; }

    /// <summary>First day of the contract.</summary>
    public DateOnly? ContractFrom { get; init; }

    /// <summary>Last day of the contract; null where it has no end.</summary>
    public DateOnly? ContractUntil { get; init; }

    /// <summary>Days before its end by which notice has to be given.</summary>
    public int? NoticeDays { get; init; }

    /// <summary>
    /// True when it supports a critical or important function: one whose disruption would materially harm the organisation's results, the
    /// soundness or continuity of its services, or its compliance with what it is authorised for (DORA, Art. 3(22)).
    /// </summary>
    public bool IsCritical { get; init; }

    /// <summary>That function.</summary>
    public string? Function { get; init; }

    /// <summary>How the organisation leaves the supplier, or where the plan is.</summary>
    public string? ExitPlan { get; init; }

    /// <summary>When the plan was last tried.</summary>
    public DateOnly? ExitTestedOn { get; init; }

    /// <summary>The day the relation ended; null while it lasts.</summary>
    public DateOnly? EndedOn { get; init; }

    /// <summary>Why it cannot be so; null when it can.</summary>
    public Refusal? Refuses(DateOnly today) =>
        Supplies.Count == 0 ? SupplierRefusals.SuppliesMissing
        : ContractUntil < ContractFrom ? SupplierRefusals.ContractNotValid
        : NoticeDays is not null and (< 0 or > Supplier.MaxNoticeDays) || (NoticeDays is not null && ContractUntil is null)
            ? SupplierRefusals.NoticeNotValid
        : IsCritical && Function is null ? SupplierRefusals.FunctionMissing
        : ExitTestedOn is { } tested && (tested > today || ExitPlan is null) ? SupplierRefusals.ExitTestNotValid
        : EndedOn > today ? SupplierRefusals.EndNotValid
        : null;
}
