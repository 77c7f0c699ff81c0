using System.Runtime.CompilerServices;
using System.Security.Claims;
using Governance.Data;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Tests.Identity;

public sealed class RevalidatingSessionsTests
{
    /// <summary>
    /// The framework ends its loop without a word only for an exception that names the page's own token; any other is an error in the log.
    /// </summary>
    [Fact]
    public async Task Validate_PageClosedWhileDatabaseIsRead_EndsInThePagesOwnCancellation()
    {
        using var page = new CancellationTokenSource();
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(page.Token);
        using var sessions = Sessions(new BrokenOff(page.Cancel, reading.Token));

        var ended = await Assert.ThrowsAsync<TaskCanceledException>(() => Validate(sessions, s_somebody, page.Token));

        Assert.Equal(page.Token, ended.CancellationToken);
    }

    [Fact]
    public async Task Validate_ReadBrokenOffWhilePageIsOpen_IsNotTakenForTheEndOfThePage()
    {
        using var page = new CancellationTokenSource();
        using var reading = new CancellationTokenSource();
        using var sessions = Sessions(new BrokenOff(reading.Cancel, reading.Token));

        var ended = await Assert.ThrowsAsync<OperationCanceledException>(() => Validate(sessions, s_somebody, page.Token));

        Assert.Equal(reading.Token, ended.CancellationToken);
    }

    private static readonly AuthenticationState s_somebody = new(new ClaimsPrincipal(new ClaimsIdentity("test")));

    private static RevalidatingSessions Sessions(IDbContextFactory<GovernanceDbContext> database) =>
        new(
            NullLoggerFactory.Instance,
            database,
            TimeProvider.System,
            new CallerDataScope(),
            Options.Create(new SecurityOptions()),
            new ChangeFeed(NullLogger<ChangeFeed>.Instance)
        );

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ValidateAuthenticationStateAsync")]
    private static extern Task<bool> Validate(
        RevalidatingSessions sessions,
        AuthenticationState state,
        CancellationToken cancellationToken
    );

    /// <summary>A database whose answer is broken off by a token of its own, as a reader's is.</summary>
    private sealed class BrokenOff(Action breakOff, CancellationToken reading) : IDbContextFactory<GovernanceDbContext>
    {
        public GovernanceDbContext CreateDbContext() => throw new NotSupportedException();

        public Task<GovernanceDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default)
        {
            breakOff();
            throw new OperationCanceledException(reading);
        }
    }
}
