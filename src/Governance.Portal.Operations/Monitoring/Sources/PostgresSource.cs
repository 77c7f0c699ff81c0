using System.Globalization;
using System.Text;
using Governance.Portal.Kernel.Outbound;
using Npgsql;

namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>Opens PostgreSQL databases.</summary>
internal sealed class PostgresSourceFactory(OutboundConnector outbound) : ISqlSourceFactory
{
    public string Kind => "postgres";

    public string? Doubt(SourceOptions options) =>
        !outbound.MayCall(PostgresSource.HostOf(options), PostgresSource.PortOf(options))
            ? "__Address is not a host in Outbound__AllowedHosts or Outbound__PrivateHosts."
        : string.IsNullOrWhiteSpace(options.Database) ? "__Database is missing."
        : string.IsNullOrWhiteSpace(options.User) ? "__User is missing."
        : null;

    public ISqlSource Open(SourceOptions options) => new PostgresSource(options, outbound);
}

/// <summary>
/// A PostgreSQL database. Every statement runs in a read-only transaction of its own, with a time limit that the server keeps, at one
/// snapshot; times are written in UTC and numbers so that they read back equal.
/// </summary>
internal sealed class PostgresSource(SourceOptions options, OutboundConnector outbound) : ISqlSource
{
    private const int DefaultPort = 5432;
    private const int BufferBytes = 1 << 16;

    // Errors that stay until someone changes something: no such table or column, no right, a wrong password, no such database.
    private static readonly HashSet<string> s_final = new(StringComparer.Ordinal)
    {
        PostgresErrorCodes.UndefinedTable,
        PostgresErrorCodes.UndefinedColumn,
        PostgresErrorCodes.InvalidSchemaName,
        PostgresErrorCodes.InsufficientPrivilege,
        PostgresErrorCodes.InvalidPassword,
        PostgresErrorCodes.InvalidAuthorizationSpecification,
        PostgresErrorCodes.InvalidCatalogName,
        PostgresErrorCodes.UndefinedFunction,
    };

    public SqlDialect Dialect => PostgresDialect.Instance;

    public static string HostOf(SourceOptions options) =>
        options.Address.StartsWith('/') ? options.Address
        : options.Address.LastIndexOf(':') is var colon and > 0 ? options.Address[..colon]
        : options.Address;

    public static int PortOf(SourceOptions options) =>
        !options.Address.StartsWith('/')
        && options.Address.LastIndexOf(':') is var colon and > 0
        && int.TryParse(options.Address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : DefaultPort;

    public Task<SourceRows> AskAsync(SourceStatement statement, int mostRows, CancellationToken ct) =>
        RunAsync(
            statement,
            async (connection, token) =>
            {
#pragma warning disable CA2100 // Made of quoted names of the reference and the table; every value is a parameter.
                await using var command = new NpgsqlCommand(statement.Sql, connection) { CommandTimeout = ClientTimeout };
#pragma warning restore CA2100
                await using var reader = await command.ExecuteReaderAsync(token);
                string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
                var rows = new List<IReadOnlyList<string?>>();
                long bytes = 0;
                while (await reader.ReadAsync(token))
                {
                    if (rows.Count == mostRows)
                    {
                        throw new SourceException(
                            $"{options.Name} returned more than {mostRows} rows, the maximum of Sources__MaxCountedValues; "
                                + "a column has too many categories."
                        )
                        {
                            IsFinal = true,
                        };
                    }

                    var row = new string?[columns.Length];
                    for (var i = 0; i < row.Length; i++)
                    {
                        row[i] = await reader.IsDBNullAsync(i, token) ? null : TextOf(reader.GetValue(i));
                        // As the protocol carries it: four bytes of length, and the value.
                        bytes += 4 + (row[i] is { } text ? Encoding.UTF8.GetByteCount(text) : 0);
                    }

                    rows.Add(row);
                }

                return new SourceRows(columns, rows, bytes);
            },
            ct
        );

    public Task<SourceCopied> CopyCsvAsync(SourceStatement statement, Stream destination, CancellationToken ct) =>
        RunAsync(
            statement,
            async (connection, token) =>
            {
                // The text form is what a person would upload: the same parser reads the same digits, so the numbers are the same.
                using var reader = (StreamReader)
                    await connection.BeginTextExportAsync($"COPY ({statement.Sql}) TO STDOUT (FORMAT csv, HEADER)", token);
                var buffer = new byte[BufferBytes];
                var (bytes, lines) = (0L, new CsvLines());
                try
                {
                    while (await reader.BaseStream.ReadAsync(buffer, token) is > 0 and var count)
                    {
                        lines.Add(buffer.AsSpan(0, count));
                        await destination.WriteAsync(buffer.AsMemory(0, count), token);
                        bytes += count;
                    }
                }
                catch (SourceException) when (reader.BaseStream is NpgsqlRawCopyStream copy)
                {
                    // Without this the rest would be read to its end, only to be thrown away.
                    await copy.CancelAsync();
                    throw;
                }

                return new SourceCopied(Math.Max(0, lines.Count - 1), bytes);
            },
            ct
        );

    private int ClientTimeout => options.TimeoutSeconds + 30;

    private async Task<T> RunAsync<T>(
        SourceStatement statement,
        Func<NpgsqlConnection, CancellationToken, Task<T>> ask,
        CancellationToken ct
    )
    {
        try
        {
            await using var data = await BuildAsync(ct);
            await using var connection = await data.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
            await BeginAsync(connection, statement, ct);
            var answer = await ask(connection, ct);
            await transaction.RollbackAsync(ct);
            return answer;
        }
        catch (PostgresException e) when (!ct.IsCancellationRequested)
        {
            throw new SourceException(Words(e), e) { IsFinal = s_final.Contains(e.SqlState) };
        }
        catch (OutboundException e)
        {
            throw new SourceException($"{options.Name}: {e.Message}", e);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException && !ct.IsCancellationRequested)
        {
            throw new SourceException($"{options.Name} ({HostOf(options)}) cannot be reached, or dropped the connection.", e);
        }
    }

    private async Task<NpgsqlDataSource> BuildAsync(CancellationToken ct)
    {
        var host = HostOf(options);
        var (address, isPrivate) = (host, true);
        if (!host.StartsWith('/'))
        {
            var found = await outbound.FindAsync(host, PortOf(options), ct);
            (address, isPrivate) = (found.Address.ToString(), found.Reach is OutboundReach.Anywhere);
        }

        var builder = new NpgsqlDataSourceBuilder
        {
            ConnectionStringBuilder =
            {
                Host = address,
                Port = PortOf(options),
                Database = options.Database,
                Username = options.User,
                Password = await options.ReadSecretAsync(ct) is { Length: > 0 } secret ? secret : null,
                ApplicationName = "governance-portal",
                Pooling = false,
                Timeout = 20,
                CommandTimeout = ClientTimeout,
                SslMode = isPrivate ? SslMode.Prefer : SslMode.VerifyFull,
            },
        };
        // The certificate is the host's, not that of the address the name stood for.
        builder.UseSslClientAuthenticationOptionsCallback(tls => tls.TargetHost = host);
        return builder.Build();
    }

    private async Task BeginAsync(NpgsqlConnection connection, SourceStatement statement, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand { Connection = connection };
        var text = new StringBuilder("SET TRANSACTION READ ONLY; ");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["statement_timeout"] = string.Create(CultureInfo.InvariantCulture, $"{options.TimeoutSeconds}s"),
            ["lock_timeout"] = "10s",
            ["TimeZone"] = "UTC",
            ["DateStyle"] = "ISO",
            ["extra_float_digits"] = "1",
            // The statement that counts has hundreds of expressions and runs once: compiling them takes longer than they do.
            ["jit"] = "off",
        };
        foreach (var (name, value) in statement.Parameters)
        {
            settings[$"{PostgresDialect.Settings}.{name}"] =
                value.Time?.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)
                ?? value.Number?.ToString("R", CultureInfo.InvariantCulture)
                ?? value.Text
                ?? "";
        }

        foreach (var (name, value) in settings)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"SELECT set_config(@n{command.Parameters.Count}, @v{command.Parameters.Count + 1}, true); "
            );
            command.Parameters.AddWithValue($"n{command.Parameters.Count}", name);
            command.Parameters.AddWithValue($"v{command.Parameters.Count}", value);
        }

#pragma warning disable CA2100 // Names of settings and values are parameters.
        command.CommandText = text.ToString();
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }

    private string Words(PostgresException e) =>
        e.SqlState switch
        {
            PostgresErrorCodes.QueryCanceled => string.Create(
                CultureInfo.InvariantCulture,
                $"{options.Name} did not answer within {options.TimeoutSeconds} seconds. "
                    + $"An index on the time column or a shorter window can help."
            ),
            // These name tables, columns and accounts, never a value of a row.
            _ when s_final.Contains(e.SqlState) => $"{options.Name}: {e.MessageText} (SQLSTATE {e.SqlState}).",
            _ => $"{options.Name} answered with SQLSTATE {e.SqlState}.",
        };

    private static string? TextOf(object value) => Convert.ToString(value, CultureInfo.InvariantCulture);
}
