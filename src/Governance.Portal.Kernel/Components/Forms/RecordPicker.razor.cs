using System.Globalization;
using Governance.Portal.Kernel.Components.Scripts;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Components.Forms;

/// <summary>
/// Names one record, or several. Anyone who knows an id or an address may also type it and go on: what it means the server decides, as it
/// does for a program.
/// </summary>
public sealed partial class RecordPicker(FindChoices choices, CurrentActor current, IJSRuntime js) : IAsyncDisposable
{
    private readonly ElementScript _script = new(js, "_content/Governance.Portal.Kernel/Components/Forms/RecordPicker.razor.js");
    private readonly CancellationTokenSource _gone = new();
    private List<Choice> _chosen = [];
    private List<Choice>? _found;
    private ElementReference _root;
    private string _text = "";
    private string _said = "";
    private int _active = -1;
    private int _asked;
    private int _pages;
    private bool _hasMore;

    /// <summary>The field it is the control of.</summary>
    [Parameter, EditorRequired]
    public FormFieldContext Field { get; set; } = null!;

    /// <summary>Which records can be named.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ChoiceKind> Kinds { get; set; } = [];

    /// <summary>True where several can be.</summary>
    [Parameter]
    public bool Multiple { get; set; }

    /// <summary>What is named: ids, names or addresses.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Values { get; set; } = [];

    /// <summary>Told what is named now.</summary>
    [Parameter]
    public EventCallback<IReadOnlyList<string>> ValuesChanged { get; set; }

    private bool IsOpen => _found is not null;

    private string ListId => Field.Id + "-found";

    private string? ActiveId => IsOpen && _active >= 0 ? OptionId(_active) : null;

    // Names of versions and people have spaces in no id, but a name may.
    private char[] Separators => Kinds is [ChoiceKind.System] ? [' ', ',', ';', '\n'] : [',', ';', '\n'];

    /// <summary>The values of a field that names one record at most.</summary>
    public static IReadOnlyList<string> One(string? value) => string.IsNullOrEmpty(value) ? [] : [value];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _script.DisposeAsync();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (Values.SequenceEqual(_chosen.Select(c => c.Value), StringComparer.Ordinal))
        {
            return;
        }

        var known = _chosen.ToLookup(c => c.Value, StringComparer.Ordinal);
        _chosen = [.. Values.Select(v => known[v].FirstOrDefault() ?? new Choice(v, v, ""))];
        // What it is called comes with the next picture; until then its id does.
        var actor = await current.GetAsync();
        foreach (var unnamed in _chosen.Where(c => c.Title == c.Value).ToList())
        {
            var named = await choices.NamedAsync(actor, Kinds, unnamed.Value, _gone.Token);
            _chosen = [.. _chosen.Select(c => c == unnamed ? named with { Value = unnamed.Value } : c)];
        }
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _script.RunAsync(Assets, "attach", _root);
        }
    }

    private string OptionId(int place) => string.Create(CultureInfo.InvariantCulture, $"{ListId}-{place}");

    private bool IsChosen(Choice choice) => _chosen.Exists(c => c.Value == choice.Value);

    private Task OpenAsync() => IsOpen ? Task.CompletedTask : SearchAsync();

    private Task TypedAsync(string? typed)
    {
        _text = typed ?? "";
        return SearchAsync();
    }

    private async Task SearchAsync()
    {
        var asked = ++_asked;
        var (found, more) = await choices.RunAsync(await current.GetAsync(), Kinds, _text, 0, _gone.Token);
        if (asked != _asked)
        {
            return; // more was typed meanwhile
        }

        (_found, _hasMore, _pages, _active) = ([.. found], more, 1, _text.Length > 0 && found.Count > 0 ? 0 : -1);
        _said = found.Count == 0 ? T["Nothing found."] : T["{0} found. Arrow keys move, Enter selects, Escape closes.", found.Count];
    }

    private async Task MoreAsync()
    {
        var (found, more) = await choices.RunAsync(await current.GetAsync(), Kinds, _text, _pages++ * FindChoices.PageSize, _gone.Token);
        _found!.AddRange(found);
        _hasMore = more && found.Count > 0;
    }

    private async Task KeyAsync(KeyboardEventArgs pressed)
    {
        switch (pressed.Key)
        {
            case "ArrowDown" or "ArrowUp" when !IsOpen:
                await SearchAsync();
                break;
            case "ArrowDown" when _found!.Count > 0:
                if (_active == _found.Count - 1 && _hasMore)
                {
                    await MoreAsync();
                }

                _active = (_active + 1) % _found.Count;
                break;
            case "ArrowUp" when _found!.Count > 0:
                _active = _active <= 0 ? _found.Count - 1 : _active - 1;
                break;
            case "Enter" when IsOpen && _active >= 0 && _active < _found!.Count:
                await PickAsync(_found[_active]);
                break;
            case "Escape":
                Close();
                break;
        }
    }

    private Task PickAsync(Choice choice)
    {
        Close();
        _text = "";
        _said = T["{0} selected.", choice.Title];
        return TellAsync(
            !Multiple ? [choice]
            : IsChosen(choice) ? [.. _chosen.Where(c => c.Value != choice.Value)]
            : [.. _chosen, choice]
        );
    }

    private Task RemoveAsync(Choice choice) => TellAsync([.. _chosen.Where(c => c != choice)]);

    // Typed and left: that is meant, as someone who knows the id means it.
    private Task EndedAsync(ChangeEventArgs change)
    {
        var typed = change.Value?.ToString()?.Trim() ?? "";
        (_text, _asked) = ("", _asked + 1);
        Close();
        if (typed.Length == 0)
        {
            return Task.CompletedTask;
        }

        var named = Multiple ? typed.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [typed];
        var all = (Multiple ? _chosen : []).Concat(named.Select(n => new Choice(n, n, ""))).DistinctBy(c => c.Value);
        return TellAsync([.. all]);
    }

    private void Close() => (_found, _active, _hasMore) = (null, -1, false);

    private Task TellAsync(List<Choice> chosen)
    {
        _chosen = chosen;
        return ValuesChanged.InvokeAsync([.. chosen.Select(c => c.Value)]);
    }
}
