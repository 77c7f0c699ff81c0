using System.Text;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Administration.Admin.Import;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Admin;

/// <summary>People from a file are invited all or not at all, each with the entries of an invitation of their own.</summary>
public sealed class ImportPeopleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task People_FromAFile_AreInvitedTogetherByOneProof(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        var id = await portal.CreateUserAsync("admin@bank.example", Roles.Administrator);
        const string File = "name,email,roles\nKim Lee,kim@bank.example,Security approver\nKim Lee,lee@bank.example,Engineer; Auditor\n";
        var lines = (await portal.Get<PreviewPeople>().RunAsync(Encoding.UTF8.GetBytes(File), Ct)).Value;
        Assert.All(lines, l => Assert.Empty(l.Problems.Select(p => p.ToString())));
        var create = portal.Get<CreateUser>();
        CreateUser.Command[] commands = [.. lines.Select(l => new CreateUser.Command(l.Email, l.Name, l.Roles))];

        // One of them has an account by now: no one is invited.
        var unproven = await create.RunAllAsync(Actor.OfUser(id, Roles.Administrator, session: null), commands, Ct);
        Assert.NotNull(unproven.Refusal);
        var taken = await create.RunAllAsync(
            await portal.ProvenAsync(id, Roles.Administrator),
            [.. commands, new CreateUser.Command("ADMIN@bank.example", "Other", [Roles.Auditor])],
            Ct
        );
        Assert.Equal("user.email-taken", taken.Refusal?.Code);
        await using (var before = await portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.Equal(1, await before.Users.CountAsync(Ct));
        }

        var made = await create.RunAllAsync(await portal.ProvenAsync(id, Roles.Administrator), commands, Ct);

        Assert.True(made.IsDone, made.Refusal?.Message);
        Assert.All(made.Value, one => Assert.NotNull(one.Link));
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var names = await db.Users.Where(u => u.Id != id.Number).OrderBy(u => u.Id).Select(u => u.PrintedName).ToListAsync(Ct);
        Assert.Equal(["Kim Lee", $"Kim Lee ({made.Value[1].Id})"], names);
        Assert.Equal(
            made.Value.Select(one => one.Id.ToString()),
            await db
                .AuditEntries.Where(e => e.Action == "user.created" && !e.Refused && e.Actor == $"user:{id}")
                .OrderBy(e => e.Index)
                .Select(e => e.Subject)
                .ToListAsync(Ct)
        );
        Assert.Equal(3, await db.AuditEntries.CountAsync(e => e.Action == "role.granted" && e.Actor == $"user:{id}", Ct));
        var again = (await portal.Get<PreviewPeople>().RunAsync(Encoding.UTF8.GetBytes(File), Ct)).Value;
        Assert.All(
            again,
            l => Assert.Equal(["There is already an account with this e-mail address."], l.Problems.Select(p => p.ToString()))
        );
    }
}
