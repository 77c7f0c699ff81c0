using System.Buffers.Binary;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Account;

/// <summary>What a stolen table of passwords costs to guess.</summary>
public sealed class PasswordHashTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Portal_HashesPasswordsAsOftenAsOwaspAsks()
    {
        var services = new ServiceCollection();
        services.AddPortalIdentity();
        using var provider = services.BuildServiceProvider();

        Assert.True(provider.GetRequiredService<IOptions<PasswordHasherOptions>>().Value.IterationCount >= 210_000);
    }

    [Fact]
    public async Task HashOfFewerIterations_IsMadeAgainAtTheNextSignIn()
    {
        await using var portal = new PortalFactory { Replace = s => s.PostConfigure<PasswordHasherOptions>(o => o.IterationCount = 3_000) };
        var id = await portal.CreateUserAsync("ann@bank.example", Roles.Engineer);
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            var user = await db.Users.SingleAsync(u => u.Id == id.Number, Ct);
            user.PasswordHash = new PasswordHasher<Governance.Data.Identity.User>(
                Options.Create(new PasswordHasherOptions { IterationCount = 1_000 })
            ).HashPassword(user, PortalFactory.Password);
            db.Note();
            await db.SaveChangesAsync(Ct);
        }

        using var client = await portal.SignInAsync("ann@bank.example");

        await using var after = await portal.Databases.CreateDbContextAsync(Ct);
        var hash = Convert.FromBase64String((await after.Users.AsNoTracking().SingleAsync(u => u.Id == id.Number, Ct)).PasswordHash!);
        Assert.Equal(3_000u, BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5))); // format 1: marker, function, iterations
    }
}
