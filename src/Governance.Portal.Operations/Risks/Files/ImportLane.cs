using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>
/// One import at a time: what a file costs is bounded, and so is what many cost together. A few wait, of one person one file at most; the
/// others are asked to come again.
/// </summary>
public sealed class ImportLane : IDisposable
{
    /// <summary>Most imports that run or wait.</summary>
    public const int Most = 8;

    /// <summary>Most of them of one person.</summary>
    public const int MostOfOne = 2;

    private readonly Lane _lane = new(1, Most - 1, 1, MostOfOne - 1);

    /// <summary>Waits for the turn. Disposing what is answered gives it back.</summary>
    /// <param name="who">Whose file it is.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when too many wait already.</returns>
    public Task<IDisposable?> EnterAsync(string who, CancellationToken ct) => _lane.EnterAsync(who, ct);

    /// <inheritdoc/>
    public void Dispose() => _lane.Dispose();
}
