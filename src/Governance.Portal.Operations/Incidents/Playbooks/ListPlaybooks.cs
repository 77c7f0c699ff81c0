using System.Text;
using System.Text.Json.Serialization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Domain.Risks;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>Reads playbooks and the versions that were proposed of them.</summary>
public sealed class ListPlaybooks(IDbContextFactory<GovernanceDbContext> dbFactory, PlaybookLibrary library)
{
    /// <summary>Every version that is or was in force.</summary>
    public async Task<IReadOnlyList<Playbook>> VersionsAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await library.AllAsync(db, ct);
    }

    /// <summary>Each playbook with the version that incidents follow now, by id.</summary>
    public async Task<IReadOnlyList<PlaybookRow>> RowsAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var inForce = await library.InForceAsync(db, ct);
        var open = await db
            .PlaybookVersions.AsNoTracking()
            .Where(p => p.State == PlaybookState.Proposed)
            .Select(p => new { p.Id, p.Name })
            .ToListAsync(ct);
        return
        [
            .. inForce.Select(p => new PlaybookRow(
                p.Id,
                p.Title,
                p.Version,
                p.Categories,
                p.Steps.Count,
                p.Steps.Count(s => s.Call is not null),
                open.Find(o => o.Name == p.Id)?.Id
            )
            {
                Name = library.Named(p),
            }),
            // A new playbook is in force once its first version is approved.
            .. open.Where(o => inForce.All(p => p.Id != o.Name)).Select(o => new PlaybookRow(o.Name, o.Name, null, [], 0, 0, o.Id)),
        ];
    }

    /// <summary>One playbook: the text in force and every version that was proposed, the newest first.</summary>
    public async Task<Result<PlaybookView>> GetAsync(string name, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var rows = await db.PlaybookVersions.AsNoTracking().Where(p => p.Name == name).OrderByDescending(p => p.Id).ToListAsync(ct);
        var newest = rows.Where(p => p.State is PlaybookState.Approved).MaxBy(p => p.Version);
        var text = newest is null ? library.ShippedText(name) : Encoding.UTF8.GetString(newest.Source);
        if (text is null && rows.Count == 0)
        {
            return PlaybookRefusals.NotFound;
        }

        return new PlaybookView(
            name,
            text is null ? null : PlaybookLibrary.Read(text).Value,
            text,
            text is null ? null : Sha256Hex.Of(Encoding.UTF8.GetBytes(text)),
            [.. rows.Select(Of)]
        );
    }

    /// <summary>One version that was proposed.</summary>
    public async Task<Result<PlaybookVersionView>> VersionAsync(PlaybookVersionId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db.PlaybookVersions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is { } row
            ? Of(row)
            : PlaybookRefusals.NotFound;
    }

    private static PlaybookVersionView Of(PlaybookVersion row) =>
        new(
            row.Id,
            row.Name,
            row.Version,
            row.State,
            row.Sha256,
            Encoding.UTF8.GetString(row.Source),
            row.Reason.Text,
            row.ProposedByName,
            row.ProposedAt,
            row.ClosedAt,
            row.Approval?.Attestation.PrintedName,
            row.Approval?.Attestation.LogIndex,
            row.Rejection?.Text
        );
}

/// <summary>A playbook in the list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Version">The version that incidents follow; null before the first is approved.</param>
/// <param name="Categories">Categories of incidents that it covers; none if it covers all that no other playbook does.</param>
/// <param name="Steps">Number of steps.</param>
/// <param name="Calls">Number of steps that call other systems.</param>
/// <param name="Proposed">The version that is waiting for a decision.</param>
public sealed record PlaybookRow(
    string Id,
    string Title,
    int? Version,
    IReadOnlyList<RiskCategory> Categories,
    int Steps,
    int Calls,
    PlaybookVersionId? Proposed
)
{
    /// <summary>Its title in the language of the reader.</summary>
    [JsonIgnore]
    public string Name { get; init; } = Title;
}

/// <summary>A playbook.</summary>
/// <param name="Id">Its id.</param>
/// <param name="InForce">The version that incidents follow; null before the first is approved.</param>
/// <param name="Text">The text that the next version starts from.</param>
/// <param name="Sha256">SHA-256 of the text.</param>
/// <param name="Versions">Proposed versions, newest first. The version that ships is version 1 and is not included.</param>
public sealed record PlaybookView(string Id, Playbook? InForce, string? Text, string? Sha256, IReadOnlyList<PlaybookVersionView> Versions);

/// <summary>A proposed version.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Playbook">The playbook.</param>
/// <param name="Version">Its number.</param>
/// <param name="State">proposed, approved, rejected or withdrawn.</param>
/// <param name="Sha256">SHA-256 of the text.</param>
/// <param name="Text">The exact text.</param>
/// <param name="Reason">Why it was proposed; null once erased.</param>
/// <param name="ProposedBy">Who proposed it.</param>
/// <param name="ProposedAt">When it was proposed.</param>
/// <param name="ClosedAt">When it was decided or withdrawn.</param>
/// <param name="ApprovedBy">Who approved it.</param>
/// <param name="LogIndex">The approval's entry in the log.</param>
/// <param name="Rejection">Why it was rejected.</param>
public sealed record PlaybookVersionView(
    PlaybookVersionId Id,
    string Playbook,
    int Version,
    PlaybookState State,
    string Sha256,
    string Text,
    string? Reason,
    string ProposedBy,
    DateTimeOffset ProposedAt,
    DateTimeOffset? ClosedAt,
    string? ApprovedBy,
    long? LogIndex,
    string? Rejection
);
