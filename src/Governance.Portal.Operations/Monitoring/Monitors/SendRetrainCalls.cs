using System.Globalization;
using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Outbound;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>
/// Tells pipelines that a model is to be trained again. At least once: a call whose answer was lost is made again under the same
/// <c>X-Governance-Delivery</c>. The signature is <c>t=SECONDS,v1=HEX</c> with v1 = HMAC-SHA-256(secret, "SECONDS." + body).
/// </summary>
public sealed class SendRetrainCalls(
    ActionRunner runner,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    RetrainHooks hooks,
    OutboundClient outbound,
    IOptions<OutboundOptions> options,
    TimeProvider clock,
    DatabaseClock time
) : WorkQueue<RetrainCall>(dbFactory, time)
{
    private static readonly TimeSpan s_spare = TimeSpan.FromMinutes(1);
    private static readonly Actor s_job = Actor.OfJob("monitoring");

    /// <summary>The signature of a body.</summary>
    public static string Sign(string secret, long seconds, ReadOnlySpan<byte> body)
    {
        var stamp = seconds.ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes(stamp + "."), .. body];
        return $"t={stamp},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    /// <inheritdoc/>
    protected override string Name => "retrain calls";

    /// <inheritdoc/>
    protected override Expression<Func<RetrainCall, DateTimeOffset>>? DueSince => c => c.NextAt;

    /// <inheritdoc/>
    protected override IQueryable<RetrainCall> Due(GovernanceDbContext db, DateTimeOffset now) =>
        db.RetrainCalls.Where(c => c.State == RetrainState.Waiting && c.NextAt <= now).OrderBy(c => c.NextAt).ThenBy(c => c.Alert);

    /// <inheritdoc/>
    protected override async Task<DateTimeOffset?> NextDueAsync(GovernanceDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db
            .RetrainCalls.Where(c => c.State == RetrainState.Waiting)
            .OrderBy(c => c.NextAt)
            .Select(c => (DateTimeOffset?)c.NextAt)
            .FirstOrDefaultAsync(ct);
    }

    /// <inheritdoc/>
    protected override void Claim(RetrainCall row, DateTimeOffset now) =>
        row.Claim(now, TimeSpan.FromSeconds(options.Value.TimeoutSeconds) + s_spare);

    /// <inheritdoc/>
    protected override DateTimeOffset? HeldUntil(RetrainCall row) => row.NextAt;

    /// <inheritdoc/>
    protected override async Task WorkAsync(RetrainCall row, CancellationToken ct)
    {
        await using var db = await Databases.CreateDbContextAsync(ct);
        var alert = await db.Alerts.AsNoTracking().SingleAsync(a => a.Id == row.Alert, ct);
        await RecordAsync(row, await SendAsync(row, alert, ct), ct);
    }

    /// <summary>Another node makes the call at once, under the same key.</summary>
    protected override async Task ReturnAsync(RetrainCall row)
    {
        await using var db = await Databases.CreateDbContextAsync(CancellationToken.None);
        (await HeldAsync(db, row, CancellationToken.None)).Return(await Time.NowAsync(db, CancellationToken.None));
        await SavedAsync(db, CancellationToken.None);
    }

    private async Task<string?> SendAsync(RetrainCall row, Alert alert, CancellationToken ct)
    {
        if (hooks.Find(alert.Model) is not { } hook)
        {
            return "This model no longer has a hook (Monitoring__RetrainHooks).";
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["event"] = "retrain.asked",
                ["alert"] = alert.Id.ToString(),
                ["model"] = alert.Model,
                ["version"] = alert.Version,
                ["rule"] = WireName.Of(alert.Rule),
                ["field"] = alert.Field,
                ["value"] = alert.Value,
                ["began"] = CanonicalJson.Time(alert.BeganAt),
                ["raised"] = CanonicalJson.Time(alert.RaisedAt),
            }
        );
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["X-Governance-Delivery"] = alert.Id.ToString(),
            ["X-Governance-Signature"] = Sign(hook.Secret, clock.GetUtcNow().ToUnixTimeSeconds(), body),
        };
        await EnsureHeldAsync(row, ct);
        try
        {
            var answer = await outbound.SendAsync(HttpMethod.Post, new Uri(hook.Address), body, "application/json", headers, ct);
            return answer.IsSuccess ? null : $"The pipeline answered with {answer.Status}.";
        }
        catch (OutboundException e)
        {
            return e.Message;
        }
    }

    /// <inheritdoc/>
    protected override async Task<bool> SetAsideAsync(RetrainCall row, WorkSetAsideException why, CancellationToken ct)
    {
        await RecordAsync(row, why.Message, ct, isFinal: true);
        return true;
    }

    private Task<Result<AlertId>> RecordAsync(RetrainCall row, string? problem, CancellationToken ct, bool isFinal = false)
    {
        var id = row.Alert;
        return runner.RunAsync<AlertId>(
            s_job,
            new Attempt(problem is null ? "retrain.sent" : "retrain.missed", id.ToString(), Permission.WriteMonitoring),
            async (context, token) =>
            {
                var call = await HeldAsync(context.Db, row, token);
                var now = await Time.NowAsync(context.Db, token);
                if (problem is null)
                {
                    call.Succeed(now);
                    context.Append(
                        new AuditEvent("retrain.sent", id.ToString(), new JsonObject { ["model"] = call.Model, ["tries"] = call.Tries })
                    );
                }
                else
                {
                    call.Miss(WholeText.Beginning(problem, 1_000), now, isFinal);
                    if (call.State is RetrainState.Failed)
                    {
                        context.Append(
                            new AuditEvent(
                                "retrain.missed",
                                id.ToString(),
                                new JsonObject { ["model"] = call.Model, ["tries"] = call.Tries }
                            )
                        );
                    }
                }

                return id;
            },
            ct
        );
    }
}
