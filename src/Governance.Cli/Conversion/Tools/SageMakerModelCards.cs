using System.Text.Json.Nodes;
using Governance.Domain.Models;

namespace Governance.Cli.Conversion.Tools;

/// <summary>
/// The content of an Amazon SageMaker model card (JSON schema 1.x), as <c>DescribeModelCard</c> and the console export it. Its texts are
/// its author's, its figures claims: they stand under <c>claims</c>, where no limit of a policy reads them. Addresses of training jobs,
/// containers and artifacts and custom details stay out. Public schema: docs.aws.amazon.com/sagemaker/latest/dg/model-cards-json-schema.
/// </summary>
internal sealed class SageMakerModelCards : IForeignTool
{
    private const int MaxClaims = 500;

    // Sections by the name of the portal's own card: path of the text, several of them are joined.
    private static readonly (string Section, string Part, string[] Texts)[] s_sections =
    [
        ("purpose", "model_overview", ["model_description", "problem_type"]),
        ("architecture", "model_overview", ["algorithm_type"]),
        ("intendedUse", "intended_uses", ["purpose_of_model", "intended_uses"]),
        ("limitations", "intended_uses", ["factors_affecting_model_efficiency"]),
        ("risk", "intended_uses", ["risk_rating", "explanations_for_risk_rating"]),
        ("business", "business_details", ["business_problem", "business_stakeholders", "line_of_business"]),
        ("training", "training_details", ["training_observations"]),
        ("ethicalConsiderations", "additional_information", ["ethical_considerations"]),
        ("recommendations", "additional_information", ["caveats_and_recommendations"]),
    ];

    public string Name => "sagemaker-card";

    // A hosted service: a card names no version of its schema.
    public Version First { get; } = new(0, 0);

    public Version Before { get; } = new(0, 0);

    public Conversion Read(ForeignFile file, ConversionHints hints)
    {
        var document = file.Document();
        // DescribeModelCard gives the card as a text within its answer.
        if (document.Has("Content"))
        {
            throw document.Need("Content").Bad("it is the response of DescribeModelCard: save the value of Content in a separate file");
        }

        var card = new JsonObject();
        foreach (var (section, part, texts) in s_sections)
        {
            var said = document.Find(part) is { } place ? texts.Select(t => place.Find(t)).OfType<Place>().Select(t => t.LongText()) : [];
            if (string.Join("\n", said) is { Length: > 0 } text)
            {
                card[section] = text;
            }
        }

        var (evaluations, claims) = (new JsonArray(), new JsonArray());
        if (document.Find("training_details")?.Find("training_job_details") is { } job)
        {
            foreach (var member in (string[])["training_metrics", "user_provided_training_metrics"])
            {
                foreach (var metric in job.Find(member)?.Items() ?? [])
                {
                    Claim(claims, metric, "training");
                }
            }
        }

        foreach (var evaluation in document.Find("evaluation_details")?.Items() ?? [])
        {
            var name = evaluation.Need("name").Text();
            evaluations.Add(
                (JsonNode)new JsonObject { ["name"] = name, ["observation"] = evaluation.Find("evaluation_observation")?.LongText() }
            );
            foreach (var metric in (evaluation.Find("metric_groups")?.Items() ?? []).SelectMany(g => g.Need("metric_data").Items()))
            {
                // Graphs and matrices are pictures of figures, not figures.
                if (metric.Need("type").Text() == "number")
                {
                    Claim(claims, metric, name);
                }
            }
        }

        if (evaluations.Count > 0)
        {
            card["evaluations"] = evaluations;
        }

        if (claims.Count > 0)
        {
            card["claims"] = claims;
        }

        return card.Count > 0
            ? new("hosted", null, [new(EvidenceKind.ModelCard, card)])
            : throw document.Bad("it has none of the sections of a model card");
    }

    private static void Claim(JsonArray claims, Place metric, string of)
    {
        if (metric.Figure("value") is not { } value)
        {
            return;
        }

        if (claims.Count >= MaxClaims)
        {
            throw metric.Bad("the card claims more than 500 figures");
        }

        claims.Add(
            (JsonNode)
                new JsonObject
                {
                    ["name"] = Figures.Named(metric.Need("name").Text()),
                    ["value"] = value,
                    ["of"] = of,
                }
        );
    }
}
