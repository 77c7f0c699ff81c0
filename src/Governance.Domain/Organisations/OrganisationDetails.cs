namespace Governance.Domain.Organisations;

/// <summary>Who the organisation is, as someone wrote it.</summary>
/// <param name="Name">Its name, as printed on documents.</param>
/// <param name="Address">Its postal address in lines, with the country.</param>
/// <param name="Email">Where it is reached about its AI systems.</param>
/// <param name="TimeZone">Its time zone by the IANA name; null for that of the configuration.</param>
public sealed record OrganisationDetails(string? Name, string? Address = null, string? Email = null, string? TimeZone = null);
