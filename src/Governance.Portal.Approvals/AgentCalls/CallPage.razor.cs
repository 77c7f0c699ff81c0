using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Pages;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Approvals.AgentCalls;

/// <summary>One call of a tool. Knows no rule: it sends the answer and shows what came back.</summary>
public sealed partial class CallPage(ListCalls list, AnswerCall answer, ToastService toasts)
{
    /// <summary>Where calls are shown.</summary>
    public const string Address = "/agents/calls";

    private static readonly JsonWriterOptions s_lines = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Crumb s_agents = new("Agents", "/agents");

    private CallDetail? _call;
    private Reauthenticate? _who;
    private Sentence? _missing;
    private Sentence? _error;
    private Sentence? _reasonError;
    private string _reason = "";
    private bool _busy;

    /// <summary>The call.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [Id];

    private string? Busy => _busy ? "true" : null;

    private Crumb[] Trail =>
        _call is { } call
            ? [s_agents, Crumb.Named(call.Agent, ModelAddresses.Model(call.Agent)), new("Tool calls", CallsPage.Of(call.Agent))]
            : [s_agents];

    private bool IsDecided => _call!.Decision is not CallVerdict.Ask;

    private string Wants =>
        (CallLabels.Money(_call!.Amount, _call.Currency), IsDecided) switch
        {
            ({ } money, true) => T["{0} wanted to call {1} and move {2}.", _call.Agent, _call.Tool, money],
            ({ } money, false) => T["{0} wants to call {1} and move {2}.", _call.Agent, _call.Tool, money],
            (null, true) => T["{0} wanted to call {1}.", _call.Agent, _call.Tool],
            (null, false) => T["{0} wants to call {1}.", _call.Agent, _call.Tool],
        };

    private string EarlierCalls =>
        _call!.RunSpent > 0
            ? T["{0}, {1} allowed or waiting", Formats.Count(_call.RunCalls), CallLabels.Money(_call.RunSpent, _call.Currency)!]
            : Formats.Count(_call.RunCalls);

    // On lines of its own for a person; what no one sees is spelt out, so that a name cannot look like another.
    private static string Readable(string json)
    {
        using var text = new MemoryStream();
        try
        {
            using var document = JsonDocument.Parse(json);
            using var writer = new Utf8JsonWriter(text, s_lines);
            document.WriteTo(writer);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return json; // as it was sent, half a character and all
        }

        return string.Concat(
            Encoding
                .UTF8.GetString(text.ToArray())
                .Select(c => char.GetUnicodeCategory(c) is UnicodeCategory.Format ? $"\\u{(int)c:x4}" : c.ToString())
        );
    }

    /// <summary>Where a call is.</summary>
    public static string Of(AgentCallId id) => $"{Address}/{id}";

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var found = await list.GetAsync(null, Id, CallReader.Of(Actor), Gone);
        (_call, _missing) = (found.IsDone ? found.Value : null, found.Refusal?.Words);
    }

    private Task AllowAsync() => AnswerAsync("allow");

    private Task RefuseAsync() => AnswerAsync("deny");

    private async Task AnswerAsync(string outcome)
    {
        if (_busy || _call is not { } call)
        {
            return;
        }

        (_busy, _error, _reasonError) = (true, null, null);
        try
        {
            var actor = Actor;
            if (outcome == "allow" && call.NeedsSignature)
            {
                if (await _who!.ProveAsync(AnswerCall.Binding(call.Id, outcome), CancellationToken.None) is not { } proven)
                {
                    return;
                }

                if (proven.Refusal is { } unproven)
                {
                    _error = unproven.Words;
                    return;
                }

                actor = proven.Value;
            }

            // Not ended when the page is left: what was decided is done.
            var given = await answer.RunAsync(
                actor,
                new(call.Agent, call.Id.ToString(), outcome, _reason, actor.Proof),
                CancellationToken.None
            );
            if (given.Refusal is { } refusal)
            {
                _reasonError = refusal.Of("reason");
                _error = _reasonError is null ? refusal.Words : null;
                return;
            }

            toasts.Show(outcome == "allow" ? (Sentence)$"{call.Id} was allowed." : $"{call.Id} was denied.");
            await ReloadAsync();
        }
        finally
        {
            _busy = false;
        }
    }
}
