namespace Governance.Cli.Init;

/// <summary>A model card to fill in, with the headings that the portal takes when a card is imported (docs/cards.md).</summary>
internal static class ModelCardTemplate
{
    /// <summary>The card of a model.</summary>
    public static string For(string model) =>
        $"""
            ---
            license: other
            model_name: {model}
            ---

            # {model}

            <!-- Replace each comment with a sentence or two. Import the file under "Model card" of a version: its sections become claims
                 that a person confirms. The portal fills in metrics, data and evidence from its records. -->

            ## Model description

            <!-- What kind of model it is, and what its inputs and outputs are. -->

            ## Intended use

            <!-- The decision it supports, and for whom. -->

            ## Users

            <!-- Who works with its results. -->

            ## Out-of-scope use

            <!-- What it must not be used for. -->

            ## Training data

            <!-- Where the data comes from, from which period, and what it does not cover. -->

            ## Bias, risks and limitations

            <!-- Where it fails, and which groups of people it serves less well. -->

            ## Ethical considerations

            <!-- What a person decides, and how someone affected can object. -->
            """.ReplaceLineEndings("\n") + "\n";
}
