using Governance.Localisation;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Reporting;

/// <summary>
/// Lays a record out as one self-contained HTML document: no script, no style attribute, fonts inlined. It is what the
/// preview shows and what is printed.
/// </summary>
public sealed class HtmlReports(ILoggerFactory loggers)
{
    /// <summary>
    /// The header to send with a preview served as a document of its own (the source of a frame, not its <c>srcdoc</c>,
    /// which would inherit the page's policy). The document carries the same rules in a meta element.
    /// </summary>
    public const string PreviewContentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'self'; sandbox";

    /// <summary>Lays a report out in the language of its document.</summary>
    public async Task<string> RenderAsync(ReportRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        using var language = Languages.Use(record.Document.Language);
        return await RenderAsync(record.Layout, record, cancellationToken);
    }

    /// <summary>Lays out with a chosen component, which takes the record as its parameter <c>Record</c>.</summary>
    public Task<string> RenderAsync<TComponent>(object record, CancellationToken cancellationToken)
        where TComponent : IComponent => RenderAsync(typeof(TComponent), record, cancellationToken);

    private async Task<string> RenderAsync(Type component, object record, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { ["Record"] = record });
            var root = await renderer.RenderComponentAsync(component, parameters);
            return root.ToHtmlString();
        });
    }
}
