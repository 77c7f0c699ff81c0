using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Governance.Cli.Http;

/// <summary>Why a server could not be reached, in one line.</summary>
internal static class NetworkText
{
    public static CliException Of(Uri server, Exception problem, bool isNoAnswer = false) =>
        new(ExitCode.Undecided, $"{server.Authority} does not answer: {Why(problem)}", problem) { IsNoAnswer = isNoAnswer };

    /// <summary>Whether trying again may help: a wrong name or certificate stays wrong.</summary>
    public static bool IsPassing(Exception problem) =>
        Find<AuthenticationException>(problem) is null
        && problem
            is not HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ConfigurationLimitExceeded
            };

    private static string Why(Exception problem)
    {
        if (Find<AuthenticationException>(problem) is { } tls)
        {
            return $"the TLS connection failed ({OneLine(tls.Message)}).";
        }

        if (problem is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } secure)
        {
            return $"the TLS connection failed ({OneLine((secure.InnerException ?? secure).Message)}).";
        }

        if (problem is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError })
        {
            return "its host name cannot be resolved. Check --server and the DNS settings.";
        }

        // Within it is the socket that was given up, which says less.
        if (problem is OperationCanceledException or TimeoutException)
        {
            return "it took too long.";
        }

        if (Find<SocketException>(problem) is { } socket)
        {
            return socket.SocketErrorCode == SocketError.ConnectionRefused
                ? "the connection was refused. Is the portal running, and is the port right?"
                : $"{OneLine(socket.Message)}.";
        }

        return OneLine(problem.Message);
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").TrimEnd('.');

    private static T? Find<T>(Exception? problem)
        where T : Exception
    {
        for (; problem is not null; problem = problem.InnerException)
        {
            if (problem is T found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>How long the server asks to be left alone.</summary>
    public static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset now) =>
        header?.Delta ?? (header?.Date is { } date && date > now ? date - now : null);
}
