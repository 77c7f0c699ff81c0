namespace Governance.Portal.Kernel.Organisations;

/// <summary>The organisation, as documents, the sign-in page and the clocks of the law name it.</summary>
/// <param name="Name">Its name; null while neither people nor the configuration have named it.</param>
/// <param name="Address">Its postal address in lines; empty when it is not given.</param>
/// <param name="Email">Where it is reached about its AI systems; empty when it is not given.</param>
/// <param name="Zone">Its time zone.</param>
public sealed record KnownOrganisation(string? Name, string Address, string Email, TimeZoneInfo Zone);
