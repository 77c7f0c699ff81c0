using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin.Health;

/// <summary>Background work that ended its process several times and is not tried again by itself.</summary>
/// <param name="Id">Its number, to start it again.</param>
/// <param name="Queue">The queue, as metrics call it.</param>
/// <param name="Key">Which item of the queue: an id, or a model and version.</param>
/// <param name="SetAsideAt">When it was set aside.</param>
/// <param name="Reason">Why.</param>
public sealed record SetAsideView(long Id, string Queue, string Key, DateTimeOffset SetAsideAt, string Reason);

/// <summary>Reads what was set aside, and lets it be tried again.</summary>
public sealed class SetAsideWork(ActionRunner runner, IDbContextFactory<GovernanceDbContext> dbFactory)
{
    private const int Most = 500;

    /// <summary>Refusal of a number that names nothing set aside.</summary>
    internal static Refusal Unknown { get; } =
        new(
            "work.not-set-aside",
            $"No background work with this number is set aside. It may have been started again.",
            RefusalKind.NotFound
        );

    /// <summary>What is set aside, the newest first.</summary>
    public async Task<IReadOnlyList<SetAsideView>> ListAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        return await db
            .WorkAttempts.AsNoTracking()
            .Where(a => a.SetAsideAt != null)
            .OrderByDescending(a => a.Id)
            .Take(Most)
            .Select(a => new SetAsideView(a.Id, a.Queue, a.Key, a.SetAsideAt!.Value, WorkSetAsideException.Words))
            .ToListAsync(ct);
    }

    /// <summary>Lets it be tried again: up to three times, as at first.</summary>
    public Task<Result<Done>> StartAgainAsync(Actor actor, long id, CancellationToken ct) =>
        runner.RunAsync<Done>(
            actor,
            new Attempt("work.started-again", string.Create(CultureInfo.InvariantCulture, $"work/{id}"), Permission.Administer),
            async (context, token) =>
            {
                if (await context.Db.WorkAttempts.SingleOrDefaultAsync(a => a.Id == id && a.SetAsideAt != null, token) is not { } work)
                {
                    return Unknown;
                }

                work.StartAgain();
                context.Append(
                    new AuditEvent(
                        "work.started-again",
                        string.Create(CultureInfo.InvariantCulture, $"work/{id}"),
                        new JsonObject { ["queue"] = work.Queue, ["key"] = work.Key }
                    )
                );
                return Done.Instance;
            },
            ct
        );
}

/// <summary>Whether any work is set aside, on the page of a node's health and for the command doctor.</summary>
internal sealed class SetAsideHealth(SetAsideWork work) : IHealthSource, IDoctorCheck
{
    public string Subject => "Background work";
    private const string Checked = "background work";

    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        FormattableString limit = $"Work whose process ended three times is set aside, so that it does not stop the rest (Runbooks).";
        var aside = await work.ListAsync(ct);
        yield return aside.Count == 0
            ? HealthLine.Well(Subject, $"Nothing is set aside.", limit)
            : HealthLine.Impaired(Subject, $"Set aside: {Words(aside)}", limit, aside[^1].SetAsideAt);
    }

    public async IAsyncEnumerable<DoctorLine> LookAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var aside = await work.ListAsync(ct);
        yield return aside.Count == 0
            ? DoctorLine.Ok(Checked, "Nothing is set aside.")
            : DoctorLine.Warn(
                Checked,
                $"The process ended three times while it worked on {Words(aside)}. "
                    + "Find the reason in the server's log, then start it again with POST /api/v1/background-work/{id}/start."
            );
    }

    private static string Words(IReadOnlyList<SetAsideView> aside) =>
        string.Join(", ", aside.Take(5).Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Queue} {a.Key} (number {a.Id})")))
        + (aside.Count > 5 ? string.Create(CultureInfo.InvariantCulture, $" and {aside.Count - 5} more") : "");
}
