namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// Something that an operator asks first when a portal does not do what it should: is it configured, is it there, can it be reached.
/// Features add theirs. It changes nothing and names no secret: of an address only the host.
/// </summary>
public interface IDoctorCheck
{
    /// <summary>Looks. What it throws is a line that says so.</summary>
    IAsyncEnumerable<DoctorLine> LookAsync(CancellationToken ct);
}
