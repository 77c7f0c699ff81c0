namespace Governance.Domain.Organisations;

/// <summary>Refusals about the organisation.</summary>
public static class OrganisationRefusals
{
    /// <summary>Something is no name, address or time zone.</summary>
    public static Refusal NotValid(IReadOnlyDictionary<string, Sentence[]> errors) =>
        Refusal.Fields("organisation.invalid", $"These details of the organisation are not valid.", errors);
}
