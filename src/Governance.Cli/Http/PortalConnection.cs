using System.CommandLine;
using System.Net;
using System.Text;

namespace Governance.Cli.Http;

/// <summary>Finds out which portal is meant and with which key, and makes the client.</summary>
internal static class PortalConnection
{
    private const int MaxKeyFile = 4096;

    public static HttpMessageHandler CreateHandler() =>
        new SocketsHttpHandler
        {
            // A redirect could carry the key to another host.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            Expect100ContinueTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };

    public static async Task<PortalClient> OpenAsync(
        CliHost host,
        ParseResult parse,
        Option<string> serverOption,
        Option<string> keyOption,
        CancellationToken ct,
        TimeSpan? timeout = null
    )
    {
        var server = ServerOf(parse.GetValue(serverOption), host);
        var key = await KeyAsync(parse.GetValue(keyOption), host, ct);
        if (key is not null && server.Scheme == Uri.UriSchemeHttp && !server.IsLoopback)
        {
            throw CliException.Usage(
                $"{server.Authority} is called over plain HTTP, which would expose the API key on the network. Use https."
            );
        }

        return new PortalClient(host, server, key, timeout);
    }

    private static Uri ServerOf(string? given, CliHost host)
    {
        var text = string.IsNullOrWhiteSpace(given) ? host.Environment("GOVERNANCE_SERVER") : given;
        if (string.IsNullOrWhiteSpace(text))
        {
            throw CliException.Usage("Give the address of the portal: --server URL, or the environment variable GOVERNANCE_SERVER.");
        }

        if (
            !Uri.TryCreate(text.Trim().TrimEnd('/') + "/", UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
        )
        {
            throw CliException.Usage("The address of the portal must start with https:// or http://.");
        }

        return uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
            ? uri
            : throw CliException.Usage(
                "The address of the portal must contain neither a password nor a query. "
                    + "Give the key with --api-key-file or GOVERNANCE_API_KEY."
            );
    }

    private static Task<string?> KeyAsync(string? file, CliHost host, CancellationToken ct) =>
        ReadKeyAsync(file, "GOVERNANCE_API_KEY", host, ct);

    /// <summary>Reads a key from a file, standard input (<c>-</c>) or an environment variable; null when there is none.</summary>
    public static async Task<string?> ReadKeyAsync(string? file, string variable, CliHost host, CancellationToken ct)
    {
        string? text;
        string source;
        if (file is null)
        {
            text = host.Environment(variable);
            source = variable;
            if (string.IsNullOrEmpty(text))
            {
                return null;
            }
        }
        else
        {
            source = file == "-" ? "standard input" : file;
            await using var stream = file == "-" ? host.OpenInput() : Shared.LocalFile.Open(file);
            text = await ReadAsync(stream, source, ct);
        }

        var key = text.Trim();
        return key.Length > 0 && key.All(c => c is > ' ' and <= '~')
            ? key
            : throw CliException.Usage($"{source} contains no API key, which is one line of visible ASCII characters.");
    }

    private static async Task<string> ReadAsync(Stream stream, string source, CancellationToken ct)
    {
        var buffer = new byte[MaxKeyFile + 1];
        try
        {
            var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            return read <= MaxKeyFile
                ? Encoding.UTF8.GetString(buffer, 0, read)
                : throw CliException.Usage($"{source} is too long to hold an API key.");
        }
        catch (Exception problem) when (Shared.LocalFile.IsReadProblem(problem))
        {
            throw Shared.LocalFile.Unreadable(source, problem);
        }
    }
}
