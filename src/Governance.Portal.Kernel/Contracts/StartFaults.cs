using System.Net.Sockets;
using System.Resources;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Data.Audit;
using Governance.Data.Postgres;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// The one place that says why a portal does not start, or a host command cannot be done: a plain sentence and an exit code for each reason
/// that an operator can do something about. What is none of these is a fault of the program, and keeps its stack trace.
/// </summary>
public static partial class StartFaults
{
    /// <summary>Exit code: something has to be changed, or waited for, before this works.</summary>
    public const int CannotRun = 2;

    /// <summary>Exit code: it ran, and what it found is not well.</summary>
    public const int FoundWrong = 1;

    /// <summary>The sentence and code of an exception; null for a fault of the program.</summary>
    /// <param name="exception">What ended the start or the command.</param>
    /// <param name="connectionString">The configured database, as far as it is known.</param>
    public static StartFault? Of(Exception exception, string? connectionString = null)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var sentence = Configured(exception) ?? OfOwn(exception) ?? Around(exception, connectionString);
        return sentence is null
            ? null
            : new StartFault(
                DatabaseSentences.Line(sentence),
                exception is LogDamagedException or ContentUnavailableException ? FoundWrong : CannotRun
            );
    }

    // What an operator wrote. The words of these name the setting.
    private static string? Configured(Exception e) =>
        e switch
        {
            AggregateException { InnerExceptions: { Count: > 0 } all } => all.Select(Configured).ToList() is var sentences
            && sentences.TrueForAll(s => s is not null)
                ? string.Join(' ', sentences.Select(s => DatabaseSentences.Line(s!)))
                : null,
            OptionsValidationException invalid => string.Join(' ', invalid.Failures.Select(DatabaseSentences.Line)),
            // As the framework says that an address is none: "Invalid url: …".
            FormatException format => format.Message,
            InvalidDataException file when file.Message.Contains("configuration", StringComparison.Ordinal) =>
                $"{DatabaseSentences.Line(file.Message)} {file.GetBaseException().Message}",
            InvalidOperationException wrong when Unconvertible().Match(wrong.Message) is { Success: true } match => OfKind(
                match.Groups["key"].Value,
                match.Groups["type"].Value
            ),
            InvalidOperationException wrong when Unsupported().IsMatch(wrong.Message) =>
                "A setting below Logging__LogLevel is no level: write Trace, Debug, Information, Warning, Error, Critical or None.",
            InvalidOperationException tls when tls.Message.StartsWith("Unable to configure HTTPS endpoint", StringComparison.Ordinal) =>
                "An address begins with https, and no certificate is configured: set Kestrel__Certificates__Default__Path, or serve http "
                    + "behind a proxy that terminates TLS (Security__BehindTlsProxy).",
            _ => null,
        };

    private static string? OfOwn(Exception e) =>
        e
            is KeyFolderException
                or SchemaTooNewException
                or SchemaTooOldException
                or SchemaRightsException
                or SigningKeyException
                or LogDamagedException
                or PoolerException
                or ContentUnavailableException
                or MissingSatelliteAssemblyException
            ? e.Message
            : null;

    // What the machine or the database says, however deep it lies: EF Core wraps what a driver throws.
    private static string? Around(Exception exception, string? connectionString)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (Surrounding(e, connectionString) is { } sentence)
            {
                return sentence;
            }
        }

        return null;
    }

    private static string? Surrounding(Exception e, string? connectionString) =>
        e switch
        {
            // Before what it holds: the network below it is that of another system than the database.
            HttpRequestException other => $"Another system cannot be reached: {other.Message}",
            _ when DatabaseSentences.Of(e, connectionString) is { } sentence => sentence,
            AuthenticationException => $"The certificate of the other side is not trusted: {e.Message}",
            IOException { InnerException: AddressInUseException } =>
                $"{DatabaseSentences.Line(e.Message)} Stop the program that listens there, or choose another address (ASPNETCORE_URLS).",
            IOException { InnerException: SocketException } address => address.Message,
            IOException file when StorageFaults.IsFull(file) =>
                $"The disk is full: {DatabaseSentences.Line(file.Message)} Free some space.",
            IOException file => file.Message,
            UnauthorizedAccessException =>
                $"{DatabaseSentences.Line(e.Message)} Run the portal as the account that owns its folders, or change their owner.",
            CryptographicException => $"A key or certificate cannot be read: {e.Message}",
            _ => null,
        };

    private static string OfKind(string key, string type)
    {
        var kind = type.Split('.')[^1] switch
        {
            "Boolean" => "true or false",
            "Int32" => "a whole number of at most 2147483647, in digits alone (such as 250)",
            "Int64" => "a whole number, in digits alone (such as 1048576)",
            "Int16" or "Byte" or "UInt16" or "UInt32" or "UInt64" => "a whole number that is not too large, in digits alone (such as 250)",
            "Double" or "Single" or "Decimal" => "a number with a point before its decimals (such as 0.5)",
            "TimeSpan" => "a length of time written hours:minutes:seconds (such as 00:30:00)",
            "DateOnly" => "a date (such as 2026-01-31)",
            "DateTimeOffset" or "DateTime" => "a time (such as 2026-01-31T09:00:00Z)",
            "Uri" => "an address (such as https://portal.example)",
            "Guid" => "an id of 32 hexadecimal digits",
            var name => $"one of the values that appsettings.Example.json names ({name})",
        };
        return $"{key.Replace(":", "__", StringComparison.Ordinal)} must be {kind}.";
    }

    // As ConfigurationBinder says it; the value before may hold anything.
    [GeneratedRegex(
        "^Failed to convert configuration value.* at '(?<key>[^']+)' to type '(?<type>[^']+)'\\.?$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Unconvertible();

    [GeneratedRegex("^Configuration value '.*' is not supported\\.?$", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Unsupported();
}
