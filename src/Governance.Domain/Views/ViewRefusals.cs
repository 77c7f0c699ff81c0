namespace Governance.Domain.Views;

/// <summary>Why a view is not saved.</summary>
public static class ViewRefusals
{
    /// <summary>No such view, or someone else's.</summary>
    public static Refusal NotFound { get; } = new("view.not-found", $"There is no such view, or it is not yours.", RefusalKind.NotFound);

    /// <summary>Not a page with views.</summary>
    public static Refusal PageUnknown { get; } =
        Refusal.Field("view.page-unknown", "page", $"Views cannot be saved on this page. Name another page, such as /risks.");

    /// <summary>The name is missing or too long.</summary>
    public static Refusal NameWrong { get; } =
        Refusal.Field("view.name-wrong", "name", $"Give it a name of at most {SavedView.MaxName} characters.");

    /// <summary>The query is too long.</summary>
    public static Refusal QueryWrong { get; } =
        Refusal.Field(
            "view.query-wrong",
            "query",
            $"The filters are longer than {SavedView.MaxQuery} characters or are not a valid query."
        );

    /// <summary>The name is in use.</summary>
    public static Refusal NameTaken { get; } =
        new(
            "view.name-taken",
            $"You already have a view with this name on this page. Choose another name, or open that view and save it.",
            RefusalKind.Conflict
        )
        {
            FieldWords = new Dictionary<string, Sentence[]>(StringComparer.Ordinal)
            {
                ["name"] = [$"You already have a view with this name on this page."],
            },
        };

    /// <summary>Too many.</summary>
    public static Refusal TooMany { get; } =
        new("view.too-many", $"You have {SavedView.MaxPerPerson} views, the maximum. Remove one first.", RefusalKind.Conflict);
}
