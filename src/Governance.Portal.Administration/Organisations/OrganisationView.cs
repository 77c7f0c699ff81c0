namespace Governance.Portal.Administration.Organisations;

/// <summary>Details of the organisation.</summary>
/// <param name="Name">Its name, as printed on documents; null until one is set.</param>
/// <param name="Address">Its postal address, line by line.</param>
/// <param name="Email">E-mail address for questions about its AI systems.</param>
/// <param name="TimeZone">IANA name of the time zone of legal deadlines.</param>
/// <param name="IsConfigured">True while the name comes from the configuration and was not set here.</param>
/// <param name="ChangedAt">When the details were last changed; null if they never were.</param>
/// <param name="Revision">Number of changes; the ETag. 0 before the first change.</param>
public sealed record OrganisationView(
    string? Name,
    string Address,
    string Email,
    string TimeZone,
    bool IsConfigured,
    DateTimeOffset? ChangedAt,
    int Revision
);
