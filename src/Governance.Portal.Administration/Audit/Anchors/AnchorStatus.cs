using Governance.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit.Anchors;

/// <summary>How an anchor or a witness is doing.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="LastSize">Entries of the last checkpoint it has; 0 before the first.</param>
/// <param name="LastAt">When it got it.</param>
/// <param name="Error">Why the last attempt failed; null when it did not.</param>
public sealed record OutsideView(string Name, long LastSize, DateTimeOffset? LastAt, string? Error);

/// <summary>Who outside keeps this log's checkpoints, for pages.</summary>
/// <param name="Anchors">Anchors.</param>
/// <param name="Witnesses">Witnesses.</param>
public sealed record OutsideStatus(IReadOnlyList<OutsideView> Anchors, IReadOnlyList<OutsideView> Witnesses)
{
    /// <summary>What pages say permanently while no one outside keeps checkpoints; null when someone does.</summary>
    public string? Warning =>
        Anchors.Count + Witnesses.Count == 0
            ? "No outside anchor is configured: anyone who controls this server and its key could rewrite the log unnoticed."
        : Anchors.Concat(Witnesses).All(a => a.LastSize == 0)
            ? "No outside anchor has a checkpoint of this log yet: until one does, the log could be rewritten unnoticed."
        : null;

    /// <summary>What those who run the installation do about it; null where nothing is to be set.</summary>
    public string? Advice => Anchors.Count + Witnesses.Count == 0 ? "Set Audit__Anchors or Audit__Witnesses." : null;
}

/// <summary>Reads how anchors and witnesses are doing.</summary>
public sealed class AnchorStatus(IDbContextFactory<GovernanceDbContext> dbFactory, IOptions<WatchOptions> options)
{
    /// <summary>Those that are configured, in their order.</summary>
    public async Task<OutsideStatus> GetAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var states = await db.OutsideStates.AsNoTracking().ToDictionaryAsync(s => s.Name, StringComparer.Ordinal, ct);
        return new OutsideStatus(
            [.. options.Value.Anchors.Select(text => View(AnchorTarget.Parse(text)!.Name))],
            [.. options.Value.Witnesses.Select(text => View(Witnesses.WitnessTarget.Parse(text)!.Name))]
        );

        OutsideView View(string name) =>
            states.TryGetValue(name, out var s) ? new(name, s.LastSize, s.LastAt, s.Error) : new(name, 0, null, null);
    }
}
