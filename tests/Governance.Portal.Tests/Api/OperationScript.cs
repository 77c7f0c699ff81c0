using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Api;

/// <summary>
/// Calls the API as a script says, a call a line: who calls, method and address, the body (JSON, or text with its type in brackets before
/// it), and after an arrow what later lines name of the answer: <c>risk POST /api/v1/risks/$risk/review {"reason":"Read"} => id=id</c>.
/// A line that begins with spaces goes on with the one before; one that begins with ! is a step that takes more than a call.
/// </summary>
internal sealed partial class OperationScript(PortalFactory portal, ContractRecord record)
{
    private static readonly string[] s_unproven = ["\"signoff.proof-not-valid\"", "\"identity.proof-needed\""];

    private readonly Dictionary<string, HttpClient> _callers = new(StringComparer.Ordinal);

    /// <summary>What names with $ stand for.</summary>
    public Dictionary<string, string> Known { get; } = new(StringComparer.Ordinal);

    /// <summary>What a line with ! does.</summary>
    public Dictionary<string, Func<Task>> Steps { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls that were refused, which none of a script should be.</summary>
    public List<string> Refused { get; } = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Someone new who is not signed in, and whose browser keeps what it is given.</summary>
    public HttpClient Browser() =>
        portal.CreateDefaultClient(
            portal.ClientOptions.BaseAddress,
            new AuthenticatorHandler(portal),
            record.Handler(),
            new CookieContainerHandler()
        );

    public async Task RunAsync(string script)
    {
        foreach (var line in script.Replace("\n  ", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await (line.StartsWith("! ", StringComparison.Ordinal) ? Steps[line[2..]]() : CallAsync(line));
        }
    }

    private async Task CallAsync(string line)
    {
        var call = Call().Match(line);
        Assert.True(call.Success, line);
        var caller = await CallerAsync(call.Groups["who"].Value);
        Known.Remove("proof", out var proof);
        var (status, text) = await SendAsync(caller, call, proof);
        if (s_unproven.Any(c => text.Contains(c, StringComparison.Ordinal)))
        {
            // People give their password again where they are asked to.
            (status, text) = await SendAsync(caller, call, await PortalFactory.ReauthenticateAsync(caller));
        }

        if (status >= 400)
        {
            Refused.Add($"{line}\n    {status} {text}");
            return;
        }

        foreach (var kept in call.Groups["keep"].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(k => k.Split('=')))
        {
            if (Found(JsonNode.Parse(text), kept[1]) is { } found)
            {
                Known[kept[0]] = found;
            }
            else
            {
                Refused.Add($"{line}\n    has no {kept[1]}: {text}");
            }
        }
    }

    private async Task<(int Status, string Text)> SendAsync(HttpClient caller, Match call, string? proof)
    {
        using var request = new HttpRequestMessage(new HttpMethod(call.Groups["method"].Value), Filled(call.Groups["address"].Value));
        if (call.Groups["body"] is { Success: true } body)
        {
            // What is not JSON has lines of its own.
            var (type, text) = (call.Groups["type"], Filled(body.Value));
            request.Content = new StringContent(type.Success ? text.Replace("\\n", "\n", StringComparison.Ordinal) : text);
            request.Content.Headers.ContentType = new(type.Success ? type.Value : "application/json");
        }

        if (proof is not null)
        {
            request.Headers.Add("X-Reauthentication", proof);
        }

        using var answer = await caller.SendAsync(request, Ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private string Filled(string text) => Name().Replace(text, m => Known.TryGetValue(m.Groups[1].Value, out var value) ? value : m.Value);

    /// <summary>A person of the demo with a session, no one, or a key of every scope; key-owner is a key of the owner's.</summary>
    public async Task<HttpClient> CallerAsync(string who)
    {
        if (!_callers.TryGetValue(who, out var caller))
        {
            caller = _callers[who] = Browser();
            if (who.Split('-') is ["key", .. var owner])
            {
                using var client = await portal.CreateKeyClientAsync(owner is [var person] ? await IdAsync(person) : null, [.. Scopes.All]);
                caller.DefaultRequestHeaders.Authorization = client.DefaultRequestHeaders.Authorization;
            }
            else if (who != "nobody")
            {
                await SignInAsync(caller, $"{who}@demo.example");
            }
        }

        return caller;
    }

    private async Task<UserId> IdAsync(string who)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return new UserId(await db.Users.Where(u => u.Email == $"{who}@demo.example").Select(u => u.Id).SingleAsync(Ct));
    }

    private async Task SignInAsync(HttpClient browser, string email)
    {
        await portal.SetUpAppAsync(email);
        var body = new JsonObject { ["email"] = email, ["password"] = PortalFactory.Password };
        using var answer = await browser.PostAsJsonAsync("/api/v1/session", body, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{email}: {text}");
        browser.DefaultRequestHeaders.Add("X-CSRF-Token", (string?)JsonNode.Parse(text)!["csrfToken"]);
    }

    // items.0.id
    private static string? Found(JsonNode? node, string way)
    {
        foreach (var step in way.Split('.'))
        {
            node = node switch
            {
                JsonArray list => int.Parse(step, CultureInfo.InvariantCulture) is var at && at < list.Count ? list[at] : null,
                _ => node?[step],
            };
        }

        return node?.ToString();
    }

    [GeneratedRegex(
        @"^(?<who>[\w-]+) (?<method>[A-Z]+) (?<address>\S+)( (\[(?<type>[^\]]+)\] )?(?<body>(?!=>).+?))?( => (?<keep>.*))?$",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Call();

    [GeneratedRegex(@"\$([a-zA-Z]\w*)")]
    private static partial Regex Name();
}
