namespace Governance.Domain.Tests;

public sealed class SentenceTests
{
    [Fact]
    public void Sentence_KeepsItsTextAndWhatItIsFilledWith_Apart()
    {
        const string Name = "service";
        Sentence sentence = $"There is no model called {Name}, and at most {20_000:#,0} are kept.";

        Assert.Equal("There is no model called {0}, and at most {1} are kept.", sentence.Format);
        Assert.Equal(["service", "20,000"], sentence.GetArguments().Select(a => a!.ToString()));
        Assert.Equal("There is no model called service, and at most 20,000 are kept.", sentence.ToString());
        Assert.DoesNotContain(sentence.GetArguments(), a => a is string);
    }

    [Fact]
    public void Sentence_OfSeveralPieces_IsOneText()
    {
        Sentence sentence = $"The record of {"RSK-0001"} is gone. " + $"Ask {"Ann"}.";

        Assert.Equal("The record of {0} is gone. Ask {1}.", sentence.Format);
    }

    [Fact]
    public void Braces_InTheTextOrInAName_StayBraces()
    {
        Sentence sentence = $"Write {{0}} for {"{1}"}.";

        Assert.Equal("Write {0} for {1}.", sentence.ToString());
        Assert.Equal("{0}", Sentence.Ours("{0}").ToString());
        Assert.Equal("{0} {", Sentence.Verbatim("{0} {").ToString());
    }

    [Fact]
    public void SentenceWithinASentence_IsItsArgument()
    {
        Sentence sentence = $"It cannot be used: {Sentence.Ours("The file is empty.")}";

        Assert.Equal("It cannot be used: {0}", sentence.Format);
        Assert.IsType<Sentence>(sentence.GetArgument(0));
        Assert.Equal("It cannot be used: The file is empty.", sentence.ToString());
    }

    [Fact]
    public void Joined_AreSeparateSentences()
    {
        var joined = Sentence.Join(" ", [$"First of {"Ann"}.", $"Second."]);

        Assert.Equal("First of Ann. Second.", joined.ToString());
        Assert.Equal(2, joined.ArgumentCount);
        Assert.Equal("", Sentence.Join(" ", []).ToString());
    }

    [Fact]
    public void Refusal_SaysTheSameInEnglish_AsItsWords()
    {
        var refusal = Refusal.Field("model.exists", "name", $"There is a model called {"service"} already.");

        Assert.Equal("There is a model called service already.", refusal.Message);
        Assert.Equal(["There is a model called service already."], refusal.Errors["name"]);
        Assert.Equal(refusal.Words, refusal.First);
        Assert.Equal(refusal.Words, refusal.Of("name"));
        Assert.Null(refusal.Of("other"));
    }

    [Fact]
    public void Refusals_OfTheSameWords_AreEqual()
    {
        Assert.Equal(
            new Refusal("a.one", $"There is no model called {"service"}.", RefusalKind.NotFound),
            new Refusal("a.one", $"There is no model called {"service"}.", RefusalKind.NotFound)
        );
        Assert.NotEqual(
            new Refusal("a.one", $"There is no model called {"service"}.", RefusalKind.NotFound),
            new Refusal("a.one", $"There is no model called {"other"}.", RefusalKind.NotFound)
        );
    }
}
