using System.ComponentModel.DataAnnotations;

namespace Governance.Portal.Compliance.Suppliers;

/// <summary>A supplier as a caller writes it: all of it, also where one is changed.</summary>
/// <param name="Name">Name people read; unique.</param>
/// <param name="Supplies"><c>model</c>, <c>data</c>, <c>platform</c> and <c>service</c>: at least one.</param>
/// <param name="Owner">E-mail address of who looks after it.</param>
/// <param name="OtherNames">Other names by which parts of systems and manifests of agents call it.</param>
/// <param name="Contact">Whom to ask there.</param>
/// <param name="Contract">Reference of the contract.</param>
/// <param name="ContractFrom">First day of the contract.</param>
/// <param name="ContractUntil">Last day of the contract; left out where it has no end.</param>
/// <param name="NoticeDays">Days before its end by which notice has to be given.</param>
/// <param name="Critical">True when it supports a critical or important function.</param>
/// <param name="Function">That function.</param>
/// <param name="ExitPlan">How the organisation leaves the supplier, or where the plan is.</param>
/// <param name="ExitTestedOn">When the plan was last tried.</param>
/// <param name="EndedOn">The day the relation ended.</param>
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
