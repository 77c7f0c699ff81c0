using System.Text;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Incidents;
using Governance.Domain.Risks;
using Governance.Policies;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Incidents.Playbooks;

/// <summary>
/// The playbooks: what ships is version 1, what was approved later stands in the database. An incident follows the version it was opened
/// with. Rows are read tracked: an action that follows one compares it with the log before it counts.
/// </summary>
public sealed class PlaybookLibrary(IncidentLibrary shipped)
{
    /// <summary>Reads a text that someone proposes.</summary>
    public static Result<Playbook> Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || Encoding.UTF8.GetByteCount(text) > PlaybookVersion.MaxSource)
        {
            return PlaybookRefusals.NotValid($"Its text is missing, or longer than {PlaybookVersion.MaxSource / 1024} KiB.");
        }

        try
        {
            return Playbook.Read(ReferenceYaml.Read(text, "playbook.yaml", repeats: false));
        }
        catch (FormatException problem)
        {
            return PlaybookRefusals.NotValid(Sentence.Ours(problem.Message));
        }
    }

    /// <summary>The playbook that an incident of a category follows when it is opened now.</summary>
    public async Task<Playbook> ForAsync(GovernanceDbContext db, RiskCategory category, CancellationToken ct)
    {
        var all = await InForceAsync(db, ct);
        return all.FirstOrDefault(p => p.Categories.Contains(category)) ?? all.First(p => p.Categories.Count == 0);
    }

    /// <summary>The playbook an incident was opened with.</summary>
    public async Task<Playbook> OfAsync(GovernanceDbContext db, Incident incident, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return (await OfAsync(db, [incident], ct))[incident.Id];
    }

    /// <summary>The playbooks that incidents were opened with.</summary>
    /// <exception cref="InvalidOperationException">An incident follows a version that is nowhere.</exception>
    public async Task<IReadOnlyDictionary<IncidentId, Playbook>> OfAsync(
        GovernanceDbContext db,
        IReadOnlyCollection<Incident> incidents,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var known = shipped.Playbooks.ToDictionary(p => (p.Id, p.Version));
        var names = incidents
            .Where(i => !known.ContainsKey((i.Playbook, i.PlaybookVersion)))
            .Select(i => i.Playbook)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (names.Count > 0)
        {
            foreach (var row in await Approved(db).Where(p => names.Contains(p.Name)).ToListAsync(ct))
            {
                known[(row.Name, row.Version)] = Of(row);
            }
        }

        return incidents.ToDictionary(
            i => i.Id,
            i =>
                known.GetValueOrDefault((i.Playbook, i.PlaybookVersion))
                ?? throw new InvalidOperationException($"{i.Id} follows version {i.PlaybookVersion} of {i.Playbook}, which does not exist.")
        );
    }

    /// <summary>Every version that was ever in force, by name and version.</summary>
    public async Task<IReadOnlyList<Playbook>> AllAsync(GovernanceDbContext db, CancellationToken ct)
    {
        var approved = await Approved(db).ToListAsync(ct);
        return [.. shipped.Playbooks.Concat(approved.Select(Of)).OrderBy(p => p.Id, StringComparer.Ordinal).ThenBy(p => p.Version)];
    }

    /// <summary>The newest version of each, by name.</summary>
    public async Task<IReadOnlyList<Playbook>> InForceAsync(GovernanceDbContext db, CancellationToken ct) =>
        [.. (await AllAsync(db, ct)).GroupBy(p => p.Id, StringComparer.Ordinal).Select(g => g.MaxBy(p => p.Version)!)];

    /// <summary>The text of a version that ships; null when it does not.</summary>
    public string? ShippedText(string name) => shipped.PlaybookTexts.GetValueOrDefault(name);

    /// <summary>Its title as a page shows it: ours in the reader's language, an organisation's as it was written.</summary>
    internal string Named(Playbook playbook) =>
        shipped.Playbooks.Any(p => p.Id == playbook.Id && p.Version == playbook.Version) ? T[playbook.Title] : playbook.Title;

    /// <summary>A version that is stored, read.</summary>
    internal static Playbook Of(PlaybookVersion row) => Read(Encoding.UTF8.GetString(row.Source)).Value;

    private static IQueryable<PlaybookVersion> Approved(GovernanceDbContext db) =>
        db.PlaybookVersions.Where(p => p.State == PlaybookState.Approved);
}
