using Governance.Data;
using Governance.Domain;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin.Import;

/// <summary>Reads a file of people to invite, and compares it with the accounts there are. It changes nothing.</summary>
public sealed class PreviewPeople(IDbContextFactory<GovernanceDbContext> dbFactory, Accounts accounts)
{
    /// <summary>Runs it.</summary>
    public async Task<Result<PersonLine[]>> RunAsync(ReadOnlyMemory<byte> file, CancellationToken ct)
    {
        var read = PeopleFile.Read(file);
        if (!read.IsDone)
        {
            return read;
        }

        var addresses = read
            .Value.Where(line => CreateUser.IsEmail(line.Email))
            .Select(line => accounts.Normalise(line.Email))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var taken = await db
            .Users.AsNoTracking()
            .Where(u => addresses.Contains(u.NormalizedEmail!))
            .Select(u => u.NormalizedEmail!)
            .ToHashSetAsync(StringComparer.Ordinal, ct);
        return read
            .Value.Select(line =>
                CreateUser.IsEmail(line.Email) && taken.Contains(accounts.Normalise(line.Email))
                    ? line with
                    {
                        Problems = [.. line.Problems, AdminRefusals.EmailTaken.FieldWords["email"][0]],
                    }
                    : line
            )
            .ToArray();
    }
}
