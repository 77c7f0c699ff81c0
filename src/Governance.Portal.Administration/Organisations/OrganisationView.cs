namespace Governance.Portal.Administration.Organisations;

/// <summary>Who the organisation is.</summary>
/// <param name="Name">Its name, as printed on documents; null while no one has named it.</param>
/// <param name="Address">Its postal address in lines.</param>
/// <param name="Email">Where it is reached about its AI systems.</param>
/// <param name="TimeZone">The time zone in which clocks of the law are written, by its IANA name.</param>
/// <param name="IsConfigured">True while the name is that of the configuration and was not written here.</param>
/// <param name="ChangedAt">When it was changed last; null while it was not.</param>
/// <param name="Revision">Counts changes; the ETag. 0 before the first.</param>
public sealed record OrganisationView(
    string? Name,
    string Address,
    string Email,
    string TimeZone,
    bool IsConfigured,
    DateTimeOffset? ChangedAt,
    int Revision
);
