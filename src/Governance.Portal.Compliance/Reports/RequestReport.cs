using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Reporting.Rendering;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Reports;

/// <summary>Queues a report; it is made in the background.</summary>
public sealed class RequestReport(ActionRunner runner, ReportKinds kinds, IPdfRenderer renderer, WorkProgress<ReportId> progress)
{
    /// <summary>Reports that may wait or be in the making at once.</summary>
    public const int MaxWaiting = 500;

    /// <summary>Of them those of one person, with the keys they answer for: nobody fills the queue of all.</summary>
    public const int MaxOfOne = 50;

    /// <summary>What the caller asks for; nothing of it is checked yet.</summary>
    /// <param name="Kind">Kind of report.</param>
    /// <param name="Subject">What it is about.</param>
    /// <param name="Format"><c>pdf</c>, <c>html</c> or <c>json</c>; <c>pdf</c> when absent.</param>
    /// <param name="Language">Language of the document; the usual one of the kind when absent.</param>
    public sealed record Command(string? Kind, string? Subject, string? Format, string? Language = null);

    /// <summary>Runs the action.</summary>
    public async Task<Result<ReportView>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(command);
        var outcome = await runner.RunAsync<Report, ReportView>(
            actor,
            new Attempt("report.requested", "reports", Permission.WriteReports),
            (context, cancel) => ActAsync(context, command, cancel),
            ReportView.Of,
            ct
        );
        if (outcome.IsDone)
        {
            progress.Wake();
        }

        return outcome;
    }

    private async Task<Result<Report>> ActAsync(ActionContext context, Command command, CancellationToken ct)
    {
        var builder = kinds.Find(command.Kind);
        if (builder.Refusal is { } kind)
        {
            return kind;
        }

        if (builder.Value.Refuses(context.Access) is { } forbidden)
        {
            return forbidden;
        }

        var format = command.Format ?? builder.Value.Formats[0];
        if (!builder.Value.Formats.Contains(format, StringComparer.Ordinal))
        {
            return ReportRefusals.FormatUnknown(builder.Value.Formats);
        }

        var subject = await builder.Value.FindAsync(context.Db, command.Subject ?? "", ct);
        if (subject.Refusal is { } unknown)
        {
            return unknown;
        }

        var language = await ReportKinds.LanguageAsync(builder.Value, context.Db, subject.Value, format, command.Language, ct);
        if (language.Refusal is { } other)
        {
            return other;
        }

        if (format == "pdf" && !renderer.Availability.IsAvailable)
        {
            return ReportRefusals.RendererMissing;
        }

        if (await context.Db.Reports.CountAsync(r => r.State == ReportState.Queued || r.State == ReportState.Running, ct) >= MaxWaiting)
        {
            return ReportRefusals.TooManyWaiting;
        }

        if (await OwnWaitingAsync(context, ct) >= MaxOfOne)
        {
            return ReportRefusals.TooManyOfYours(MaxOfOne);
        }

        var report = new Report
        {
            Id = await context.Db.NextIdAsync<ReportId>(ct),
            Kind = builder.Value.Kind,
            Subject = subject.Value,
            Format = format,
            Language = language.Value,
            RequestedBy = context.Access.Actor.Id,
            RequestedAt = context.Now,
        };
        context.Db.Reports.Add(report);
        var fact = new JsonObject
        {
            ["kind"] = report.Kind,
            ["about"] = report.Subject,
            ["format"] = report.Format,
        };
        MakeReport.AddLanguage(fact, report);
        context.Append(new AuditEvent("report.requested", report.Id.ToString(), fact) { Covers = [ListReports.Subject] });
        return report;
    }

    private static async Task<int> OwnWaitingAsync(ActionContext context, CancellationToken ct)
    {
        var actors = new List<string> { context.Access.Actor.Id };
        if (context.Access.Person is { } person)
        {
            actors.Add(Actor.OfUser(person, null, null).Id);
            var keys = await context.Db.ApiKeys.Where(k => k.Owner == person).Select(k => k.Id).ToListAsync(ct);
            actors.AddRange(keys.Select(k => Actor.OfKey(k).Id));
        }

        return await context.Db.Reports.CountAsync(
            r => (r.State == ReportState.Queued || r.State == ReportState.Running) && actors.Contains(r.RequestedBy),
            ct
        );
    }
}
