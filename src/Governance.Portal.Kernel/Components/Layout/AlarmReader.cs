using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Components.Layout;

/// <summary>Who reads an alarm.</summary>
/// <param name="Role">Id of the role in force.</param>
/// <param name="User">Which person; null where that is not known.</param>
public sealed record AlarmReader(string Role, UserId? User = null);
