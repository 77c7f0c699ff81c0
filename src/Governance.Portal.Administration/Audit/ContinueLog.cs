using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Api;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.AuditLog;
using Governance.Transparency;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit;

/// <summary>Goes on with the log of a restored database.</summary>
/// <remarks>
/// Where signed entries are lost, the log gets a new name, so that no checkpoint of the new history can be taken for one of the old; the
/// first entry under it names the last checkpoint of both, and the reason by its salted digest.
/// </remarks>
public sealed class ContinueLog(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    LogKey key,
    LastCheckpoint last,
    CheckpointSigner signer,
    LogHealth health,
    IOptions<AuditOptions> options,
    TimeProvider clock
)
{
    /// <summary>Action of the entry.</summary>
    public const string Action = "log.continued";

    /// <summary>Beginning of the names of settings that keep reasons: their words stand beside the log.</summary>
    public const string ReasonSetting = "log-continued-";

    /// <summary>Goes on from a state older than, or other than, what was signed last.</summary>
    public async Task<Result<NoteKey>> RunAsync(RestoredState state, string reason, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(state);
        var now = clock.GetUtcNow();
        var words = SaltedText.Of(reason.Length <= SaltedText.MaxLength ? reason : reason[..SaltedText.MaxLength]);
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            db.AcceptsLoss = true;
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var before = await LogOrigin.GetAsync(db, options.Value.Origin, ct);
            var name = options.Value.Origin.Length > 0 ? options.Value.Origin : before.Split("/from-", 2)[0];
            var after = $"{name}/from-{now.UtcDateTime:yyyyMMdd'T'HHmmssfff'Z'}";
            var setting = await db.Settings.SingleAsync(s => s.Key == LogKey.OriginSetting, ct);
            setting.Value = after;
            db.Append(
                new AuditEvent(
                    Action,
                    "log",
                    new JsonObject
                    {
                        ["origin"] = after,
                        ["lost"] = state.Lost is { } lost ? Of(lost) : null,
                        ["from"] = Of(new Checkpoint(before, state.Size, state.Root)),
                        ["fromCheckpoint"] = state.Newest is { } newest
                            ? Of(new Checkpoint(newest.Origin, newest.Size, newest.Root))
                            : null,
                        ["reasonSha256"] = words.Sha256,
                    }
                ),
                Actor.Host,
                now,
                index =>
                    db.Settings.Add(
                        new Setting
                        {
                            Key = ReasonSetting + index,
                            Value = JsonSerializer.Serialize(new { text = words.Text, salt = words.Salt }),
                        }
                    )
            );
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        last.SetAside(now);
        return await SignAsync(ct);
    }

    /// <summary>Goes on from a state in which nothing signed is lost.</summary>
    public async Task RestoredAsync(RestoredState state, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(state);
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        db.Append(
            new AuditEvent("database.restored", "database", new JsonObject { ["entries"] = state.Size }),
            Actor.Host,
            clock.GetUtcNow()
        );
        await db.SaveChangesAsync(ct);
    }

    private async Task<Result<NoteKey>> SignAsync(CancellationToken ct)
    {
        await key.OpenAsync(ct);
        return await signer.SignAsync(ct) is not null
            ? key.Public
            : KeyRefusals.NotSigned(Sentence.Ours(health.Alarm ?? "the log is empty."));
    }

    private static JsonObject Of(Checkpoint checkpoint) =>
        new()
        {
            ["origin"] = checkpoint.Origin,
            ["size"] = checkpoint.Size,
            ["root"] = Convert.ToHexStringLower(checkpoint.Root),
        };
}
