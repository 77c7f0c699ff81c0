using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Kernel.Outbound;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Operations.Monitoring.Monitors;

/// <summary>
/// Tells pipelines that a model is to be trained anew. At least once: a call whose answer was lost is made again under the same
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
)
{
    private const int AtOnce = 20;
    private static readonly TimeSpan s_spare = TimeSpan.FromMinutes(1);
    private static readonly Actor s_job = Actor.OfJob("monitoring");

    /// <summary>Makes the calls that are due.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = await time.NowAsync(db, ct);
        var due = await db
            .RetrainCalls.AsNoTracking()
            .Where(c => c.State == RetrainState.Waiting && c.NextAt <= now)
            .OrderBy(c => c.NextAt)
            .Select(c => c.Alert)
            .Take(AtOnce)
            .ToListAsync(ct);
        foreach (var id in due)
        {
            if (!await ClaimAsync(id, ct))
            {
                continue;
            }

            var alert = await db.Alerts.AsNoTracking().SingleAsync(a => a.Id == id, ct);
            var problem = await SendAsync(alert, ct);
            await RecordAsync(id, problem, ct);
        }
    }

    // Two nodes find the same call due: the one whose claim is written makes it. A node that dies meanwhile leaves it due again after the
    // lease, by the database's clock.
    private async Task<bool> ClaimAsync(AlertId id, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = await time.NowAsync(db, ct);
        if (
            await db.RetrainCalls.SingleOrDefaultAsync(c => c.Alert == id, ct) is not { State: RetrainState.Waiting } call
            || call.NextAt > now
        )
        {
            return false;
        }

        call.Claim(now, TimeSpan.FromSeconds(options.Value.TimeoutSeconds) + s_spare);
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false; // another node was quicker
        }
    }

    /// <summary>The signature of a body.</summary>
    public static string Sign(string secret, long seconds, ReadOnlySpan<byte> body)
    {
        var stamp = seconds.ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes(stamp + "."), .. body];
        return $"t={stamp},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    private async Task<string?> SendAsync(Alert alert, CancellationToken ct)
    {
        if (hooks.Find(alert.Model) is not { } hook)
        {
            return "There is no hook for this model any more (Monitoring__RetrainHooks).";
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
        try
        {
            var answer = await outbound.SendAsync(HttpMethod.Post, new Uri(hook.Address), body, "application/json", headers, ct);
            return answer.IsSuccess ? null : $"The pipeline answered {answer.Status}.";
        }
        catch (OutboundException e)
        {
            return e.Message;
        }
    }

    private Task<Result<AlertId>> RecordAsync(AlertId id, string? problem, CancellationToken ct) =>
        runner.RunAsync<AlertId>(
            s_job,
            new Attempt(problem is null ? "retrain.sent" : "retrain.missed", id.ToString(), Permission.WriteMonitoring),
            async (context, token) =>
            {
                var call = await context.Db.RetrainCalls.SingleAsync(c => c.Alert == id, token);
                if (call.State is not RetrainState.Waiting)
                {
                    return id; // what was said first stands
                }

                var now = await time.NowAsync(context.Db, token);
                if (problem is null)
                {
                    call.Succeed(now);
                    context.Append(
                        new AuditEvent("retrain.sent", id.ToString(), new JsonObject { ["model"] = call.Model, ["tries"] = call.Tries })
                    );
                }
                else
                {
                    call.Miss(problem.Length > 1_000 ? problem[..1_000] : problem, now);
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
