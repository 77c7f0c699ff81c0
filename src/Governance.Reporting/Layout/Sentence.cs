using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Governance.Reporting.Layout;

/// <summary>A text of ours whose values are markup: names that people gave, set apart from the sentence around them.</summary>
public sealed partial class Sentence : ComponentBase
{
    /// <summary>The text in the language of the document, with <c>{0}</c> and so on where the values stand.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>The values: words, or markup such as <see cref="Name"/>.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<object?> Values { get; set; } = [];

    /// <summary>A name or other words of people, which keep their own direction of writing.</summary>
    public static RenderFragment Name(string? words) =>
        builder =>
        {
            builder.OpenElement(0, "bdi");
            builder.AddContent(1, words);
            builder.CloseElement();
        };

    /// <summary>Words of programs.</summary>
    public static RenderFragment Code(string? words) =>
        builder =>
        {
            builder.OpenElement(0, "span");
            builder.AddAttribute(1, "class", "mono");
            builder.AddContent(2, words);
            builder.CloseElement();
        };

    /// <inheritdoc/>
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        var parts = Place().Split(Text);
        for (var index = 0; index < parts.Length; index++)
        {
            // Every second part is the number of a place.
            if (index % 2 == 0)
            {
                builder.AddContent(0, parts[index]);
            }
            else if (Values[int.Parse(parts[index], CultureInfo.InvariantCulture)] is RenderFragment markup)
            {
                builder.AddContent(1, markup);
            }
            else
            {
                builder.AddContent(2, Values[int.Parse(parts[index], CultureInfo.InvariantCulture)]);
            }
        }
    }

    [GeneratedRegex(@"\{([0-9])\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
