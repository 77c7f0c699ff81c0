using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Policies;

namespace Governance.Cli.Agents;

/// <summary>
/// The tools of the guarded server as it lists them now, asked by the guard itself: a call is decided by what the tool is, not by what it
/// was when the agent looked.
/// </summary>
internal sealed class LiveTools(IGuardedServer server, Action<IReadOnlyDictionary<string, string>>? listed = null)
{
    /// <summary>How the ids of the guard's own requests begin; an agent may use none of them.</summary>
    public const string IdPrefix = "governance-guard-";

    private const int MaxPages = 200;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<JsonElement> _pages = [];
    private TaskCompletionSource<IReadOnlyDictionary<string, string>>? _listing;
    private string? _awaited;
    private int _last;

    /// <summary>Asks for the list, again when it was asked for before.</summary>
    public Task BeginAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            // A call that waits for a list that is out of date is denied; the next one waits for the new list.
            _listing?.TrySetException(new FormatException("The server's tools have just changed."));
            _listing = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _ = _listing.Task.Exception;
            _pages.Clear();
        }

        return AskAsync(null, ct);
    }

    /// <summary>Digests of the tools by name.</summary>
    /// <exception cref="FormatException">The server gives none that can be used.</exception>
    public async Task<IReadOnlyDictionary<string, string>> NowAsync(CancellationToken ct)
    {
        TaskCompletionSource<IReadOnlyDictionary<string, string>>? listing;
        lock (_lock)
        {
            listing = _listing;
        }

        if (listing is null)
        {
            await BeginAsync(ct);
            listing = _listing!;
        }

        try
        {
            return await listing.Task.WaitAsync(s_patience, ct);
        }
        catch (TimeoutException problem)
        {
            throw new FormatException("The server did not list its tools in time.", problem);
        }
    }

    /// <summary>Takes the answer to a request of the guard; false for any other message.</summary>
    public async Task<bool> TakeAsync(string? id, JsonElement message, CancellationToken ct)
    {
        if (id is null || !id.StartsWith($"\"{IdPrefix}", StringComparison.Ordinal))
        {
            return false;
        }

        string? cursor;
        lock (_lock)
        {
            // The answer to a list that has been asked for again since.
            if (id != _awaited)
            {
                return true;
            }

            try
            {
                if (!message.TryGetProperty("result", out var page))
                {
                    throw new FormatException("The server does not list its tools.");
                }

                _pages.Add(page);
                cursor = McpMessage.Text(page, "nextCursor");
                if (cursor is null)
                {
                    var tools = McpToolList
                        .OfPages(_pages)
                        .Tools.ToDictionary(tool => tool.Name, tool => tool.Sha256, StringComparer.Ordinal);
                    _listing!.TrySetResult(tools);
                    listed?.Invoke(tools);
                }
                else if (_pages.Count >= MaxPages)
                {
                    throw new FormatException("The server's list of tools does not end.");
                }
            }
            catch (FormatException problem)
            {
                _listing!.TrySetException(problem);
                return true;
            }
        }

        if (cursor is not null)
        {
            await AskAsync(cursor, ct);
        }

        return true;
    }

    private Task AskAsync(string? cursor, CancellationToken ct)
    {
        string id;
        lock (_lock)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"\"{IdPrefix}{++_last}\"");
            _awaited = id;
        }

        return server.WriteLineAsync(
            McpMessage.Request(id, "tools/list", cursor is null ? null : new JsonObject { ["cursor"] = cursor }),
            ct
        );
    }
}
