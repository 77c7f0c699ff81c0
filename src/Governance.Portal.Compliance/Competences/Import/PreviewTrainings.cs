using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Facts;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Compliance.Competences.Import;

/// <summary>Reads a file of trainings, and compares it with the accounts and records there are. It changes nothing.</summary>
public sealed class PreviewTrainings(IDbContextFactory<GovernanceDbContext> dbFactory, TimeProvider clock)
{
    /// <summary>Runs it, for those who may import: it tells who has an account and a record.</summary>
    public async Task<Result<TrainingLine[]>> RunAsync(
        Actor actor,
        ReadOnlyMemory<byte> file,
        TrainingDefaults defaults,
        CancellationToken ct
    )
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var now = clock.GetLocalNow();
        var access = await AccessReader.LoadAsync(db, actor, now, ct);
        if ((access.Refusal ?? access.Value.Refuses(Permission.RecordCompetencesOfOthers)) is { } refusal)
        {
            return refusal;
        }

        var compared = await CompareAsync(db, file, defaults, now, ct);
        return compared.IsDone ? compared.Value.Select(c => c.Line).ToArray() : compared.Refusal;
    }

    /// <summary>The lines of a file, each with the person whose account it names.</summary>
    internal static async Task<Result<(TrainingLine Line, UserId Person, string Name)[]>> CompareAsync(
        GovernanceDbContext db,
        ReadOnlyMemory<byte> file,
        TrainingDefaults defaults,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var topics = await RequiredCompetences.TopicsAsync(db, ct);
        var read = TrainingFile.Read(file, topics, defaults, now.Day());
        if (!read.IsDone)
        {
            return read.Refusal;
        }

        var addresses = read.Value.Select(l => Normal(l.Email)).Distinct(StringComparer.Ordinal).ToList();
        var accounts = (
            await db
                .Users.AsNoTracking()
                .Where(u => addresses.Contains(u.NormalizedEmail!) && (u.DisabledAt == null || u.DisabledAt > now))
                .Select(u => new
                {
                    u.Id,
                    u.NormalizedEmail,
                    u.PrintedName,
                })
                .ToListAsync(ct)
        ).ToDictionary(u => u.NormalizedEmail!, StringComparer.Ordinal);
        var people = accounts.Values.Select(u => new UserId(u.Id)).ToList();
        var known = (
            await db
                .Competences.AsNoTracking()
                .Where(c => people.Contains(c.Person) && c.State != CompetenceState.Withdrawn)
                .ToListAsync(ct)
        ).ToLookup(c => c.Person);
        return read
            .Value.Select(line =>
            {
                var account = accounts.GetValueOrDefault(Normal(line.Email));
                var person = new UserId(account?.Id ?? 0);
                var judged =
                    line.Verdict is not TrainingVerdict.Import ? line
                    : account is null
                        ? line with
                        {
                            Verdict = TrainingVerdict.Wrong,
                            Problems = ["No active account has this e-mail address."],
                        }
                    : known[person].FirstOrDefault(c => c.IsOf(line.Topic!, line.Training)) is { } same
                        ? line with
                        {
                            Verdict = TrainingVerdict.Duplicate,
                            Problems = [$"{same.Id} already records this training."],
                        }
                    : line;
                return (judged, person, account?.PrintedName ?? "");
            })
            .ToArray();
    }

    private static string Normal(string email) => email.Trim().Normalize().ToUpperInvariant();
}
