using Governance.Portal.Kernel.Components.Scripts;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Governance.Portal.Kernel.Components.Dialogs;

/// <summary>
/// Render it while it is open; taking it away closes it and gives the focus back to the opener. Not the dialog element:
/// that one makes the rest of the document inert, the connection banner and drop-down lists attached to the body included.
/// </summary>
public sealed partial class Modal(IJSRuntime js) : IAsyncDisposable
{
    private readonly ElementScript _script = new(
        js,
        "_content/Governance.Portal.Kernel/Components/Dialogs/Modal.razor.js",
        ending: "close"
    );
    private readonly string _titleId = $"dialog-{Guid.NewGuid():N}";
    private ElementReference _dialog;

    /// <summary>Heading and name of the dialog.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>A sentence under the heading, part of what is announced.</summary>
    [Parameter]
    public string? Description { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Buttons; the main one last.</summary>
    [Parameter]
    public RenderFragment? Footer { get; set; }

    /// <summary>Esc or the close button. The owner decides: ask first when text was typed.</summary>
    [Parameter, EditorRequired]
    public EventCallback OnClose { get; set; }

    [Parameter]
    public string? Class { get; set; }

    private string DescriptionId => _titleId + "-about";

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _script.RunAsync(Assets, "open", _dialog);
        }
    }

    public ValueTask DisposeAsync() => _script.DisposeAsync();
}
