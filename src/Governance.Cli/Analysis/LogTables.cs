using System.Security.Cryptography;
using Governance.Analytics.Io;
using Governance.Cli.Shared;

namespace Governance.Cli.Analysis;

/// <summary>Reads the logs a person named. A file that cannot be read through is wrong usage, with file and line in the message.</summary>
internal static class LogTables
{
    public static async Task<Table> ReadAsync(string path, TabularReadOptions options, CancellationToken ct, bool mayLackColumns = false) =>
        (await ReadHashedAsync(path, options, ct, mayLackColumns)).Table;

    /// <summary>Reads a log, and hashes the bytes that it is read from: a pipe can be read only once, and a file may change.</summary>
    public static async Task<(Table Table, string Sha256)> ReadHashedAsync(
        string path,
        TabularReadOptions options,
        CancellationToken ct,
        bool mayLackColumns = false
    )
    {
        await using var file = LocalFile.Open(path);
        using var hash = SHA256.Create();
        await using var hashed = new CryptoStream(file, hash, CryptoStreamMode.Read, leaveOpen: true);
        Table table;
        try
        {
            table = await TableReader.ReadAsync(hashed, options, ct);
            // What lies behind the last row is of the file, too.
            await hashed.CopyToAsync(Stream.Null, ct);
        }
        catch (TabularFormatException problem)
        {
            throw CliException.Usage($"{path}: {problem.Message}", problem);
        }
        catch (IOException problem)
        {
            throw LocalFile.Unreadable(path, problem);
        }

        CheckNames(table.SourceColumns, path, options.Roles, mayLackColumns);
        return (table, Convert.ToHexStringLower(hash.Hash!));
    }

    /// <summary>Refuses a log without a column that the person named.</summary>
    public static void CheckNames(IReadOnlyList<string> columns, string path, ColumnRoles roles, bool mayLackColumns)
    {
        var absent = roles.NamedButAbsent(columns);
        if (absent.Count > 0 && !mayLackColumns)
        {
            throw CliException.Usage(
                $"{path} has no column {string.Join(", ", absent.Select(a => $"\"{a}\""))}. Its columns are {Listed(columns)}."
            );
        }
    }

    private static string Listed(IReadOnlyList<string> names) =>
        names.Count <= 30 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(30))} and {names.Count - 30} more";
}
