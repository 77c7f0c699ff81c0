using System.Globalization;
using Npgsql;

namespace Governance.Data.Postgres;

/// <summary>
/// How long a server puts up with a node that says nothing. A node that freezes, or whose host is gone, keeps its connections and their
/// locks until the server ends them: the program says when, on every connection it opens.
/// </summary>
public static class PostgresPatience
{
    /// <summary>How long a transaction may stand between two statements; then the server ends it, with its locks.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(3);

    /// <summary>
    /// How long a statement waits for a lock. Shorter than <see cref="Idle"/>: when the server ends what held a lock, statements of the
    /// same frozen node that waited for it are given up already, so none of them inherits it.
    /// </summary>
    public static readonly TimeSpan Lock = TimeSpan.FromSeconds(2.5);

    /// <summary>A setting of the session's own: how long it may stand still once it holds the log's lock.</summary>
    internal const string LogIdle = "governance.log_idle";

    /// <summary>How long an action tries again when others hold what it needs.</summary>
    public static readonly TimeSpan Action = TimeSpan.FromSeconds(12);

    /// <summary>
    /// How long a start tries again. Longer than an action: a supervisor that starts a node a few times in vain gives it up, in the moment
    /// when it is needed.
    /// </summary>
    public static readonly TimeSpan Start = TimeSpan.FromSeconds(30);

    /// <summary>How long opening a connection takes at most, and waiting for one of the pool.</summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    /// <summary>How long a statement of a node takes at most. Those of host commands and migrations have more time.</summary>
    public static readonly TimeSpan Statement = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a call waits for a server that says nothing, whatever it is silent at: a connection that is opened, or a statement. The
    /// driver gives a statement up after <see cref="Statement"/>, and then asks for its end on a connection that it opens for that.
    /// </summary>
    public static readonly TimeSpan Silence = Statement + Connect;

    /// <summary>
    /// How long the server waits for the confirmation of what it sent to a session that holds the log's lock or the signer's. Others are
    /// not ended by it: one that reads rows and works between them would lose its answer.
    /// </summary>
    internal static readonly TimeSpan Unacknowledged = TimeSpan.FromSeconds(10);

    /// <summary>The connection string with these limits, as settings of each session. What it says itself counts.</summary>
    /// <param name="connectionString">As configured.</param>
    /// <param name="signing">How long an action may wait, in its transaction, for a key that lies elsewhere.</param>
    /// <param name="cold">How much longer whatever it is may take in a program that has only just begun and does it once.</param>
    public static string Of(string connectionString, TimeSpan signing, TimeSpan cold = default)
    {
        var builder = Parse(connectionString);
        var own = builder.Options;
        // No statement here runs long enough to be worth compiling: of a badge's 85 ms at 2,000 models the compiler had 24.
        builder.Options = string.Create(
                CultureInfo.InvariantCulture,
                $"-c idle_in_transaction_session_timeout={Milliseconds(Idle + signing + cold)} -c {LogIdle}={Milliseconds(Idle + cold)} -c "
                    + $"lock_timeout={Milliseconds(Lock + cold)} -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c "
                    + $"tcp_keepalives_count=3 -c jit=off {own}"
            )
            .TrimEnd();
        // A host command has no one who waits for an answer, and looks through more than a page does.
        if (cold == default)
        {
            if (!builder.ShouldSerialize("Command Timeout"))
            {
                builder.CommandTimeout = (int)Statement.TotalSeconds;
            }

            if (!builder.ShouldSerialize("Timeout"))
            {
                builder.Timeout = (int)Connect.TotalSeconds;
            }
        }

        // The driver would ask every server for GSS first and begin again without it: twice the wait while the database fails over.
        if (!builder.ShouldSerialize("GSS Encryption Mode"))
        {
            builder.GssEncryptionMode = GssEncryptionMode.Disable;
        }

        // Sockets of this machine's own have none.
        if (!builder.ShouldSerialize("Tcp Keepalive") && builder.Host is not ['/' or '@', ..])
        {
            (builder.TcpKeepAlive, builder.TcpKeepAliveTime, builder.TcpKeepAliveInterval) = (true, 5, 2);
        }

        return builder.ConnectionString;
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException e)
        {
            // The driver names the keyword, never the value.
            throw new FormatException($"ConnectionStrings__Governance is no connection string of PostgreSQL: {e.Message}", e);
        }
    }

    internal static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
