using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Administration.Admin.Import;

/// <summary>Someone whose one-time link is to be handed over.</summary>
/// <param name="Id">Whose account.</param>
/// <param name="Name">What the page calls them.</param>
/// <param name="Url">The link.</param>
/// <param name="Link">Until when it works.</param>
/// <param name="Waits">True when it opens only once a second person has confirmed it.</param>
public sealed record InvitedPerson(UserId Id, string Name, string Url, OneTimeLink Link, bool Waits);
