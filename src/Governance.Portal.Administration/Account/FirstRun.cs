using Governance.Data;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Storage;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Account;

/// <summary>
/// The time before the first account: anyone who can read the server's output or its key folder makes the first administrator, and no one
/// else does.
/// </summary>
public sealed partial class FirstRun(IDbContextFactory<GovernanceDbContext> dbFactory, KeyFolder keys, ILogger<FirstRun> logger)
    : IHostedService
{
    /// <summary>Name of the file with the token, in the key folder.</summary>
    public const string TokenFile = "setup-token";

    private volatile bool _isOver;

    /// <summary>True while there is no account at all.</summary>
    public async ValueTask<bool> IsOpenAsync(CancellationToken ct)
    {
        if (_isOver)
        {
            return false;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        if (!await db.Users.AnyAsync(ct))
        {
            return true;
        }

        Close();
        return false;
    }

    /// <summary>True for the token that was printed.</summary>
    public bool IsToken(string? text) => !_isOver && keys.Read(TokenFile) is { } token && SecretText.Same(token.Trim(), text?.Trim());

    /// <summary>The first account is there: the token is worthless from here on.</summary>
    public void Close()
    {
        _isOver = true;
        keys.Delete(TokenFile);
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await IsOpenAsync(cancellationToken) || TakeToken() is not { } token)
        {
            return;
        }

        LogOpen(keys.File(TokenFile));
        await Console.Out.WriteLineAsync($"First run: open /setup and enter this one-time token: {token}");
    }

    /// <summary>
    /// The token of the key folder, made when there is none: of nodes that start at once one makes it, and each prints the same.
    /// </summary>
    /// <returns>Null when another node has completed the first run in the meantime.</returns>
    internal string? TakeToken()
    {
        if (keys.Read(TokenFile)?.Trim() is "")
        {
            keys.Delete(TokenFile);
        }

        keys.WriteNew(TokenFile, SecretText.New());
        return keys.Read(TokenFile)?.Trim();
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1330, LogLevel.Warning, "There is no account yet: every page leads to /setup, whose one-time token is in {File}")]
    private partial void LogOpen(string file);
}
