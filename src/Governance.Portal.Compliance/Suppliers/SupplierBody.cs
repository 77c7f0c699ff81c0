using System.ComponentModel.DataAnnotations;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>All details of a supplier, including when one is changed.</summary>
/// <param name="Name">Display name; unique.</param>
/// <param name="Supplies"><c>model</c>, <c>data</c>, <c>platform</c> and <c>service</c>: at least one.</param>
/// <param name="Owner">E-mail address of the person who manages the supplier.</param>
/// <param name="OtherNames">Other names that system parts and agent manifests use for the supplier.</param>
/// <param name="Contact">Contact at the supplier.</param>
/// <param name="Contract">Reference of the contract.</param>
/// <param name="ContractFrom">First day of the contract.</param>
/// <param name="ContractUntil">Last day of the contract; absent if it has no end.</param>
/// <param name="NoticeDays">Notice period, in days before the end of the contract.</param>
/// <param name="Critical">True if the supplier supports a critical or important function.</param>
/// <param name="Function">The critical or important function.</param>
/// <param name="ExitPlan">How to end the relationship with the supplier, or where the plan is.</param>
/// <param name="ExitTestedOn">When the exit plan was last tested.</param>
/// <param name="EndedOn">The day on which the relationship ended.</param>
public sealed record SupplierBody(
    [property: Required] string? Name,
    [property: Required] IReadOnlyList<string?>? Supplies,
    [property: Required] string? Owner,
    IReadOnlyList<string?>? OtherNames = null,
    string? Contact = null,
    string? Contract = null,
    DateOnly? ContractFrom = null,
    DateOnly? ContractUntil = null,
    int? NoticeDays = null,
    bool Critical = false,
    string? Function = null,
    string? ExitPlan = null,
    DateOnly? ExitTestedOn = null,
    DateOnly? EndedOn = null
);
