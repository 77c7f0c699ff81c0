using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Identity;

/// <summary>A person as pages show them.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">Printed name.</param>
/// <param name="Email">E-mail address of the account.</param>
public sealed record Person(UserId Id, string Name, string Email);
