using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Tests.Components;

/// <summary>
/// Finds what a person with a screen reader finds: elements by role and accessible name. A small part of
/// W3C Accessible Name and Description Computation 1.2, as much as our markup needs.
/// </summary>
internal static class Roles
{
    public static IElement ByRole<T>(this IRenderedComponent<T> cut, string role, string name)
        where T : IComponent
    {
        var found = cut.AllByRole(role);
        var matches = found.Where(element => NameOf(element) == name).ToList();
        Assert.True(
            matches.Count == 1,
            $"Expected one {role} \"{name}\", found {matches.Count}. There are: "
                + $"{string.Join(", ", found.Select(element => $"\"{NameOf(element)}\""))}."
        );
        return matches[0];
    }

    public static IReadOnlyList<IElement> AllByRole<T>(this IRenderedComponent<T> cut, string role)
        where T : IComponent => [.. cut.FindAll("*").Where(element => RoleOf(element) == role && !IsHidden(element))];

    public static string NameOf(IElement element)
    {
        if (element.GetAttribute("aria-label") is { } label)
        {
            return label;
        }

        if (element.GetAttribute("aria-labelledby") is { } ids)
        {
            return string.Join(' ', ids.Split(' ').Select(id => TextOf(Root(element).QuerySelector($"[id='{id}']")!)));
        }

        if (element.Id is { Length: > 0 } id && Root(element).QuerySelector($"label[for='{id}']") is { } labelled)
        {
            return TextOf(labelled);
        }

        return element.LocalName is "input" or "select" or "textarea" && element.Closest("label") is { } around
            ? TextOf(around)
            : TextOf(element);
    }

    /// <summary>Text as it is read out: without what is hidden from assistive technology.</summary>
    public static string TextOf(IElement element) => string.Join(' ', Texts(element)).Trim();

    // What is rendered hangs in no document of its own, so look from the topmost node that is there.
    private static IParentNode Root(INode node) => (IParentNode)node.GetRoot();

    private static IEnumerable<string> Texts(INode node) =>
        node switch
        {
            IElement element when IsHidden(element) => [],
            IText text => text.Data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            _ => node.ChildNodes.SelectMany(Texts),
        };

    private static bool IsHidden(IElement element) => element.Closest("[aria-hidden=true], [hidden]") is not null;

    private static string? RoleOf(IElement element) =>
        element.GetAttribute("role")
        ?? element.LocalName switch
        {
            "button" => "button",
            "a" when element.HasAttribute("href") => "link",
            "nav" => "navigation",
            "main" => "main",
            "section" when element.HasAttribute("aria-labelledby") || element.HasAttribute("aria-label") => "region",
            "h1" or "h2" or "h3" => "heading",
            "table" => "table",
            "textarea" => "textbox",
            "input" => element.GetAttribute("type") switch
            {
                "radio" => "radio",
                "checkbox" => "checkbox",
                "search" => "searchbox",
                "hidden" => null,
                _ => "textbox",
            },
            "select" => "combobox",
            "progress" => "progressbar",
            _ => null,
        };
}
