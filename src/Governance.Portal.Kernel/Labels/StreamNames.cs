namespace Governance.Portal.Kernel.Labels;

/// <summary>What data a model's monitoring expects, in English words: pages and sentences translate them.</summary>
public static class StreamNames
{
    /// <summary>Alone, as in the head of a row: Business figures.</summary>
    public static string Heading(string stream) =>
        stream switch
        {
            "windows" => "Windows",
            "labels" => "Labels",
            "decisions" => "Decisions",
            "figures" => "Business figures",
            "evaluations" => "Evaluations",
            _ => stream,
        };

    /// <summary>Within a sentence: business figures.</summary>
    public static string InSentence(string stream) => stream is "figures" ? "business figures" : stream;
}
