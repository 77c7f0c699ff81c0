namespace Governance.Portal.Tests.Queries;

/// <summary>What a page, or a list of the API, may ask of the database when it is opened.</summary>
/// <param name="Template">Template of the page; null for the API.</param>
/// <param name="Address">An address of it.</param>
/// <param name="Who">Who looks: a person of the scene or a role.</param>
/// <param name="Budget">How many statements it may take.</param>
internal sealed record PageBudget(string? Template, string Address, string Who, int Budget)
{
    /// <summary>Looks without being signed in.</summary>
    public const string Anonymous = "";
}
