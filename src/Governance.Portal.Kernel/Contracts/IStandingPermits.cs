namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// The newest permit for production of a version, judged now. Permits for experiments are none: they let a share in, not a version.
/// </summary>
/// <param name="Id">The permit.</param>
/// <param name="Environment">The environment it is for; null for none in particular.</param>
/// <param name="IsValid">True while it may be deployed with: every signature is there, the gate is open, its minutes are not over.</param>
/// <param name="Stands">
/// True while what was deployed with it may stay, also after its minutes: neither revoked nor shut out by anything but a rule.
/// </param>
public sealed record StandingPermit(string Id, string? Environment, bool IsValid, bool Stands);

/// <summary>Answers for which versions a permit stands. It fails closed: what cannot be judged does not stand.</summary>
public interface IStandingPermits
{
    /// <summary>The newest permit for production of a version; null when none was ever issued.</summary>
    Task<StandingPermit?> NewestAsync(string model, string version, CancellationToken ct);
}
