using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Documents;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Models;
using Governance.Domain.Systems;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Reference;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Documents;

/// <summary>
/// Writes what only a person can say about a point: its text, why it does not apply, or that what stood there no longer holds.
/// </summary>
public sealed class WriteSection(ActionRunner runner, DocumentLibrary library, LawLibrary laws)
{
    /// <summary>A document as a caller names it.</summary>
    /// <param name="Kind">Record kind (default: <c>attached_document</c>).</param>
    /// <param name="Title">Title of the document.</param>
    /// <param name="Reference">Where the document is: an evidence id or the document's location.</param>
    /// <param name="Sha256">Digest of the document (default: that of the evidence it names).</param>
    /// <param name="ValidUntil">The last day on which it is valid.</param>
    public sealed record DocumentBody(
        string? Kind = null,
        [property: Required] string? Title = null,
        [property: Required] string? Reference = null,
        string? Sha256 = null,
        string? ValidUntil = null
    );

    /// <summary>What is written.</summary>
    /// <param name="System">The system.</param>
    /// <param name="Kind">The document.</param>
    /// <param name="Point">The point.</param>
    /// <param name="State"><c>written</c> (when absent), <c>not-applicable</c> or <c>withdrawn</c>.</param>
    /// <param name="Text">The words.</param>
    /// <param name="Documents">Documents put to the point.</param>
    /// <param name="IfMatch">The version the caller saw.</param>
    public sealed record Command(
        SystemId System,
        string? Kind,
        string? Point,
        string? State,
        string? Text,
        IReadOnlyList<DocumentBody?>? Documents,
        string? IfMatch
    )
    {
        /// <summary>The incident whose report it is for; null for words about the system itself.</summary>
        public IncidentId? Incident { get; init; }
    }

    /// <summary>Writes it.</summary>
    /// <returns>Number of the version of the point's words.</returns>
    public Task<Result<int>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        // A refusal is logged under the point's name only when there is such a point: what callers make up stays out of the log.
        var about = command.Incident?.ToString() ?? "";
        var point = PlanOf(command) is { IsDone: true } plan ? plan.Value.Find(command.Point) : null;
        var subject =
            point is not null ? SectionEntry.SubjectOf(command.System, about, point.Id)
            : about.Length > 0 ? about
            : command.System.ToString();
        return runner.RunAsync<SectionEntry, int>(
            actor,
            new Attempt(
                "document.section-written",
                subject,
                command.Incident is null ? Permission.WriteCompliance : Permission.WriteIncidents
            ),
            (context, cancel) => ActAsync(context, command, cancel),
            entry => entry.Number,
            ct
        );
    }

    // Words about an incident stand in its report and nowhere else.
    private Result<DocumentPlan> PlanOf(Command command) =>
        command.Incident is null ? library.Find(command.Kind) : Result<DocumentPlan>.Done(library.SeriousIncidents);

    private async Task<Result<SectionEntry>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var plan = PlanOf(command);
        if (plan.Refusal is { } unknown)
        {
            return unknown;
        }

        if (plan.Value.Find(command.Point) is not { } point)
        {
            return DocumentRefusals.PointUnknown(Sentence.Ours(plan.Value.Title));
        }

        if (command.Incident is { } incident && await RefusesAsync(context.Db, incident, ct) is { } notForIt)
        {
            return notForIt;
        }

        if (!await context.Db.AiSystems.AnyAsync(s => s.Id == command.System, ct))
        {
            return SystemRefusals.NotFound;
        }

        var before = await ReadSections
            .Of(context.Db, command.System, command.Incident)
            .AsNoTracking()
            .Where(e => e.Point == point.Id)
            .OrderByDescending(e => e.Number)
            .FirstOrDefaultAsync(ct);
        if (ETags.Refuses(command.IfMatch, before?.Number ?? 0) is { } stale)
        {
            return stale;
        }

        var errors = new FieldErrors();
        var state = EntryState.Written;
        if (command.State is not null && !WireName.TryParse(command.State, out state))
        {
            errors.Add("state", $"This must be one of {string.Join(", ", WireName.All<EntryState>())}.");
        }

        var text = errors.Optional("text", command.Text, SaltedText.MaxLength) ?? "";
        var documents = await DocumentsAsync(context.Db, errors, command.Documents ?? [], ct);
        if (errors.Refuse("document.not-acceptable", $"Nothing was written.") is { } refusal)
        {
            return refusal;
        }

        var withdrawn = state is EntryState.Withdrawn;
        var written = SectionEntry.Write(
            command.System,
            command.Incident,
            point,
            before,
            state,
            withdrawn ? "" : text,
            withdrawn ? [] : documents,
            context.Access,
            context.Now
        );
        if (written.Refusal is { } notAllowed)
        {
            return notAllowed;
        }

        var entry = written.Value;
        context.Db.SectionEntries.Add(entry);
        context.Append(
            new AuditEvent(
                "document.section-written",
                entry.AuditSubject,
                new JsonObject
                {
                    ["document"] = plan.Value.Kind,
                    ["number"] = entry.Number,
                    ["state"] = WireName.Of(entry.State),
                    ["textSha256"] = entry.Text.Sha256,
                    ["documentsSha256"] = entry.DocumentsSha256(),
                    ["documents"] = new JsonArray([
                        .. entry.Documents.Select(d => (JsonNode)new JsonObject { ["kind"] = d.Kind, ["sha256"] = d.Sha256 }),
                    ]),
                }
            )
            {
                ActorName = context.Access.PrintedName,
                Covers = command.Incident is { } reported ? [reported.ToString()] : [entry.System.ToString(), SystemEvents.List],
            }
        );
        return entry;
    }

    private static async Task<Refusal?> RefusesAsync(GovernanceDbContext db, IncidentId id, CancellationToken ct) =>
        await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) is { } incident
            ? IncidentReports.Refuses(id, incident.IsDrill, incident.Systems.Count)
            : IncidentRefusals.NotFound;

    private async Task<IReadOnlyList<EntryDocument>> DocumentsAsync(
        GovernanceDbContext db,
        FieldErrors errors,
        IReadOnlyList<DocumentBody?> bodies,
        CancellationToken ct
    )
    {
        var documents = new List<EntryDocument>();
        foreach (var (body, index) in bodies.Take(SectionEntry.MaxDocuments + 1).Select((b, i) => (b, i)))
        {
            var at = $"documents[{index}]";
            var kind = body?.Kind ?? "attached_document";
            if (!laws.Vocabulary.RecordKinds.ContainsKey(kind))
            {
                errors.Add($"{at}.kind", $"The kind must be one of {string.Join(", ", laws.Vocabulary.RecordKinds.Keys)}.");
            }
            else if (kind is not ("attached_document" or "instructions_for_use" or "human_oversight_record" or "incident_record"))
            {
                errors.Add(
                    $"{at}.kind",
                    $"A document named here must be an attached_document, instructions_for_use, a human_oversight_record or an "
                        + $"incident_record. Other records are evidence of a version, and measured values are taken from that evidence."
                );
            }

            var reference = errors.Required($"{at}.reference", body?.Reference, 500);
            var sha256 = string.IsNullOrWhiteSpace(body?.Sha256) ? null : errors.Digest($"{at}.sha256", body.Sha256.Trim());
            if (DisplayId.TryParse<EvidenceId>(reference, out var id))
            {
                var named = await db.Evidence.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, ct);
                var stored = named?.Sha256;
                if (named is null)
                {
                    errors.Add($"{at}.reference", $"There is no evidence {id}.");
                }
                else if (named.WithdrawnAt is not null)
                {
                    errors.Add($"{at}.reference", $"{id} was withdrawn. Name valid evidence.");
                }
                else if (sha256 is not null && sha256 != stored)
                {
                    errors.Add($"{at}.sha256", $"{id} has a different SHA-256.");
                }

                (reference, sha256) = (id.ToString(), stored);
            }

            documents.Add(
                new EntryDocument(
                    kind,
                    errors.Required($"{at}.title", body?.Title, 200),
                    reference,
                    sha256,
                    errors.Day($"{at}.validUntil", body?.ValidUntil)
                )
            );
        }

        return documents;
    }
}
