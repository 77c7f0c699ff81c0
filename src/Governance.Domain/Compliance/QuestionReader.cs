using System.Text.Json.Nodes;

namespace Governance.Domain.Compliance;

/// <summary>Reads a question of the questionnaire.</summary>
internal static class QuestionReader
{
    private const string All = "all";

    private static readonly Dictionary<string, AnswerType> s_types = new(StringComparer.Ordinal)
    {
        ["single_choice"] = AnswerType.SingleChoice,
        ["yes_no"] = AnswerType.YesNo,
        ["multi_choice"] = AnswerType.MultiChoice,
        ["multi_choice_from"] = AnswerType.MultiChoiceFrom,
        ["date"] = AnswerType.Date,
    };

    public static LawQuestion Read(ReferenceFields one, Dictionary<string, List<LawOption>> options)
    {
        var type = one.Text("answer_type");
        var filter = one.OptionalMap("options_filter");
        var question = new LawQuestion
        {
            Id = one.Text("id"),
            Stage = one.Text("stage"),
            Text = one.Text("text"),
            Help = one.Text("help"),
            Type = s_types.TryGetValue(type, out var known)
                ? known
                : throw new FormatException($"{one.Path}.answer_type: {type} is not known."),
            UnsureAs = one.Node("unsure_as") switch
            {
                JsonArray list => ReferenceFields.Texts(list, $"{one.Path}.unsure_as"),
                JsonValue value when value.TryGetValue<string>(out var text) => text == All ? null : [text],
                _ => throw new FormatException($"{one.Path}.unsure_as: this must be a value, a list or all."),
            },
            LegalBasis = one.Texts("legal_basis"),
            Answers = [.. one.List("answers").Select(Answer)],
            FilterQuestion = filter?.Text("question"),
            Options = Options(one, filter, options),
            OptionFlags = one.OptionalMap("option_effects") is { } effects ? Flags(effects) : [],
            NextIf = [.. one.List("next_if").Select(NextIf)],
            Next = one.OptionalText("next"),
            Suggest = one.OptionalMap("suggest") is { } suggest
                ? (LawCondition.Read(suggest.Node("when"), $"{suggest.Path}.when"), suggest.Text("value"))
                : null,
        };
        filter?.End();
        one.End();
        return question;
    }

    private static IReadOnlyList<string> Flags(ReferenceFields effects)
    {
        var flags = effects.Texts("set_flags");
        effects.End();
        return flags;
    }

    private static (LawCondition When, string To) NextIf(ReferenceFields one)
    {
        var way = (LawCondition.Read(one.Node("when"), $"{one.Path}.when"), one.Text("goto"));
        one.End();
        return way;
    }

    // by: area takes the area an option sits in; a mapping gives one value for each list.
    private static List<LawOption> Options(ReferenceFields one, ReferenceFields? filter, Dictionary<string, List<LawOption>> lists)
    {
        var values = filter?.Node("by") switch
        {
            null => null,
            JsonObject map => ReferenceFields
                .Of(map, $"{filter.Path}.by")
                .Members()
                .ToDictionary(m => m.Key, m => (string?)m.Value, StringComparer.Ordinal),
            JsonValue word when (string?)word == "area" => null,
            _ => throw new FormatException($"{filter.Path}.by: this must be area or a mapping."),
        };
        var options = new List<LawOption>();
        foreach (var path in one.Texts("options_from"))
        {
            var list = lists.TryGetValue(path, out var found)
                ? found
                : throw new FormatException($"{one.Path}.options_from: the list {path} is not defined.");
            options.AddRange(
                list.Select(o =>
                    filter is null ? o with { When = null }
                    : values is null ? o
                    : o with { When = values.GetValueOrDefault(path) }
                )
            );
        }

        return options;
    }

    private static LawAnswer Answer(ReferenceFields one)
    {
        var value = one.Text("value");
        var excluded = one.OptionalMap("ref_from");
        if (excluded is not null && excluded.Text("field") != "exclusion_legal_basis")
        {
            throw new FormatException($"{excluded.Path}.field: only exclusion_legal_basis is known.");
        }

        var answer = new LawAnswer
        {
            Value = value,
            Label =
                one.OptionalText("label")
                ?? (
                    value == "yes" ? "Yes"
                    : value == "no" ? "No"
                    : value
                ),
            Exclusive = one.Flag("exclusive"),
            SetClasses = one.Texts("set_classes"),
            UnsetClasses = one.Texts("unset_classes"),
            SetRoles = one.Texts("set_roles"),
            SetFlags = one.Texts("set_flags"),
            SetSubpoints =
            [
                .. new[]
                {
                    one.OptionalText("set_practice"),
                    one.OptionalText("set_case"),
                    one.OptionalText("set_subpoint"),
                }.OfType<string>(),
            ],
            LegalBasis = one.Texts("legal_basis"),
            ExclusionsOf = excluded?.Text("question"),
            Next = one.OptionalText("next"),
        };
        excluded?.End();
        one.End();
        return answer;
    }
}
