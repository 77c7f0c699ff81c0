using System.Text.Json.Nodes;

namespace Governance.Domain.Compliance;

/// <summary>
/// Makes the data of another text of the law out of the data of the text in force: an amendment is small, so its reverse is written down as
/// differences, each naming what it touches. A difference that touches nothing is a fault.
/// </summary>
public static class LawOverlay
{
    /// <summary>Applies the differences to a copy.</summary>
    /// <param name="law">Data of the text in force.</param>
    /// <param name="overlay">The differences.</param>
    /// <exception cref="FormatException">A difference cannot be applied.</exception>
    public static JsonObject Apply(JsonObject law, JsonObject overlay)
    {
        ArgumentNullException.ThrowIfNull(law);
        var made = law.DeepClone().AsObject();
        var root = ReferenceFields.Of(overlay, "overlay").Skip("schema_version", "verification");
        made["text_version"] = root.Text("text_version");
        made["as_of"] = root.Text("as_of");
        made["valid_until"] = root.Text("valid_until");
        made["questionnaire"]!["evaluation"]!["valid_from"] = root.Text("valid_from");
        made["answer_rewrites"] = root.Node("answer_rewrites")?.DeepClone();
        Dates(made, root.List("class_dates"));
        foreach (var id in root.Texts("remove_obligations"))
        {
            Remove(made["obligations"], id);
            foreach (var rule in made["questionnaire"]!["transitional_rules"]!.AsArray().Concat(made["obligation_rules"]!.AsArray()))
            {
                Forget(rule!["except_obligations"], id);
                Forget(rule["obligations"], id);
            }
        }

        foreach (var id in root.Texts("remove_practices"))
        {
            Remove(made["classes"]!["prohibited"]!["practices"], id);
        }

        foreach (var id in root.Texts("remove_transitional_rules"))
        {
            Remove(made["questionnaire"]!["transitional_rules"], id);
        }

        foreach (var change in root.List("transitional_rules"))
        {
            One(made["questionnaire"]!["transitional_rules"], change.Text("id"))["placed_before"] = change.Text("placed_before");
            change.End();
        }

        foreach (var id in root.Texts("remove_questions"))
        {
            RemoveQuestion(made, id);
        }

        foreach (var act in root.List("moved_acts"))
        {
            Move(made, act);
        }

        foreach (var removal in root.List("remove_answers"))
        {
            var question = One(made["questionnaire"]!["questions"], removal.Text("question"));
            var value = removal.Text("value");
            removal.End();
            var answers = question["answers"]!.AsArray();
            answers.Remove(answers.First(a => (string?)a!["value"] == value));
            Forget(question["unsure_as"], value);
        }

        root.End();
        return made;
    }

    // The dates of a class, and of the obligations it brings.
    private static void Dates(JsonObject made, List<ReferenceFields> dates)
    {
        foreach (var one in dates)
        {
            var (id, from, to) = (one.Text("class"), one.Text("now"), one.Text("before"));
            one.End();
            var law = made["classes"]![id]!.AsObject();
            if ((string?)law["application_date"] != from)
            {
                throw new FormatException($"overlay.class_dates: {id} does not apply from {from}.");
            }

            law["application_date"] = to;
            foreach (var obligation in made["obligations"]!.AsArray().Select(o => o!.AsObject()))
            {
                if (obligation["application_date_by_class"] is JsonObject by && (string?)by[id] == from)
                {
                    by[id] = to;
                }

                if (
                    (string?)obligation["application_date"] == from
                    && obligation["applies_to_classes"]!.AsArray().Any(c => (string?)c == id)
                )
                {
                    obligation["application_date"] = to;
                }
            }
        }
    }

    // Ways to the question lead on to where all its answers lead.
    private static void RemoveQuestion(JsonObject made, string id)
    {
        var questions = made["questionnaire"]!["questions"]!.AsArray();
        var question = One(questions, id);
        var ways = question["answers"]!
            .AsArray()
            .Select(a => (string?)a!["next"] ?? (string?)question["next"])
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (ways is not [{ } on])
        {
            throw new FormatException($"overlay.remove_questions: {id} leads to more than one question.");
        }

        questions.Remove(question);
        foreach (var left in questions.Select(q => q!.AsObject()))
        {
            foreach (var from in left["answers"]!.AsArray().Select(a => a!.AsObject()).Append(left).Where(n => (string?)n["next"] == id))
            {
                from["next"] = on;
            }
        }
    }

    private static void Move(JsonObject made, ReferenceFields act)
    {
        var classes = made["classes"]!["high_risk_annex_i"]!;
        var (id, from, to) = (act.Text("id"), act.Text("from"), act.Text("to"));
        var moved = One(classes[from], id);
        classes[from]!.AsArray().Remove(moved);
        moved["ref"] = act.Text("ref");
        moved["title"] = act.Text("title");
        act.End();
        classes[to]!.AsArray().Insert(0, moved);
    }

    private static void Forget(JsonNode? list, string id)
    {
        if (list is JsonArray named && named.FirstOrDefault(n => (string?)n == id) is { } listed)
        {
            named.Remove(listed);
        }
    }

    private static void Remove(JsonNode? list, string id) => list!.AsArray().Remove(One(list, id));

    private static JsonObject One(JsonNode? list, string id) =>
        list!.AsArray().Select(n => n!.AsObject()).FirstOrDefault(n => (string?)n["id"] == id)
        ?? throw new FormatException($"overlay: {id} is not defined.");
}
